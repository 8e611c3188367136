// What this page remembers is that of a learner of the LMS: store.js makes its key of this.
try {
  globalThis.__md_scope = { pathname: parent.lessonsOf ?? location.pathname };
} catch {
  // Shown by somebody else.
}
