// The steps of the run: what the rows of the execution table say of them, and which one is looked at.

/** Give the steps on the page around `scope`, in order: their rows, their variables, the exchange they are in. */
export function steps(scope) {
  const found = [];
  let table = null;
  let variables = {};
  for (const row of scope.querySelectorAll("tr[data-step]")) {
    const region = row.closest("[data-exchange]");
    if (region !== table) [table, variables] = [region, {}];
    const changes = JSON.parse(row.dataset.variables ?? "{}");
    variables = { ...variables, ...changes };
    for (const [name, value] of Object.entries(changes)) if (value === null) delete variables[name];
    found.push({
      number: Number(row.dataset.step),
      row,
      cells: [...row.querySelectorAll(":scope > td")],
      variables,
      changes,
      exchange: region?.dataset.exchange ?? "",
    });
  }
  return found.sort((one, other) => one.number - other.number);
}

// The theme may put the same page in its own place: then the step is still the one that was looked at.
let last = { path: "", number: 0 };

/** Give the number of the step that is looked at: the one that the address names, or the last one; else 0. */
export function current() {
  const named = Number(/^#step-(\d+)$/.exec(location.hash)?.[1] ?? 0);
  return named || (last.path === location.pathname ? last.number : 0);
}

/** Tell the page that another step is looked at; `by` is who says so. */
export function look(number, by) {
  last = { path: location.pathname, number };
  document.dispatchEvent(new CustomEvent("lesson:step", { detail: { number, by } }));
}

/** Hear of the step that is looked at, until `signal` ends it. */
export function onLook(signal, hear) {
  document.addEventListener("lesson:step", (event) => hear(event.detail.number, event.detail.by), { signal });
}

/** Mark those of `nodes` that belong to the step which is looked at, until `signal` ends it. */
export function markCurrent(nodes, belongs, signal) {
  const mark = (number) => {
    for (const node of nodes) {
      if (belongs(node, number)) node.setAttribute("aria-current", "step");
      else node.removeAttribute("aria-current");
    }
  };
  mark(current());
  onLook(signal, mark);
}
