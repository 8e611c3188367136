// The editor of the Lab: CodeMirror with what Python code needs, bundled by `lessons lab`.

import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { python } from "@codemirror/lang-python";
import { bracketMatching, HighlightStyle, indentOnInput, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { setDiagnostics } from "@codemirror/lint";
import { EditorState, Prec } from "@codemirror/state";
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";

// The colours are those of the code on the page, in light and in dark.
const colours = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword], color: "var(--md-code-hl-keyword-color)" },
  { tag: [tags.string, tags.special(tags.string)], color: "var(--md-code-hl-string-color)" },
  { tag: [tags.number, tags.bool, tags.null], color: "var(--md-code-hl-number-color)" },
  { tag: tags.comment, color: "var(--md-code-hl-comment-color)" },
  { tag: [tags.function(tags.variableName), tags.className], color: "var(--md-code-hl-function-color)" },
  { tag: tags.operator, color: "var(--md-code-hl-operator-color)" },
]);

const theme = EditorView.theme({
  "&": {
    backgroundColor: "var(--md-code-bg-color)",
    color: "var(--md-code-fg-color)",
    border: "1px solid var(--md-default-fg-color--lighter, #ccc)",
    borderRadius: "0.2rem",
    fontSize: "0.8rem",
    maxHeight: "70vh",
  },
  ".cm-scroller": { overflow: "auto" },
  "&.cm-focused": { outline: "2px solid var(--md-accent-fg-color)" },
  ".cm-content": { fontFamily: "var(--md-code-font-family, monospace)", caretColor: "currentcolor" },
  ".cm-gutters": { backgroundColor: "transparent", color: "inherit", opacity: "0.7", border: "none" },
  ".cm-activeLine": { backgroundColor: "rgba(128, 128, 128, 0.12)" },
});

/** Makes an editor of files in `parent`; `changed` is told when something was written, `run` when it is to be run. */
export class Editor {
  #view;
  #states = new Map();
  #shown = "";
  #extensions;

  constructor(parent, label, changed, run) {
    this.#extensions = (path) => [
      Prec.highest(keymap.of([{ key: "Mod-Enter", run: () => run() ?? true }])),
      lineNumbers(),
      history(),
      drawSelection(),
      bracketMatching(),
      indentOnInput(),
      indentUnit.of("    "),
      highlightActiveLine(),
      syntaxHighlighting(colours),
      EditorView.lineWrapping,
      theme,
      path.endsWith(".py") ? python() : [],
      keymap.of([...defaultKeymap, ...historyKeymap, indentWithTab]),
      EditorView.contentAttributes.of({ "aria-label": `${label}: ${path}`, autocapitalize: "off", spellcheck: "false" }),
      EditorView.updateListener.of((update) => update.docChanged && changed()),
    ];
    // Within a shadow root its styles are no elements of the page, which a strict policy would not allow.
    const root = parent.shadowRoot ?? parent.attachShadow({ mode: "open" });
    this.#view = new EditorView({ parent: root, root });
  }

  /** Takes texts by their paths. What can be undone stays so in a file that has the same text as before. */
  set files(texts) {
    this.#keep();
    const before = this.#states;
    this.#states = new Map();
    for (const [path, doc] of Object.entries(texts)) {
      const state = before.get(path);
      const isSame = state?.doc.toString() === doc;
      this.#states.set(path, isSame ? state : EditorState.create({ doc, extensions: this.#extensions(path) }));
    }
    this.#shown = "";
    this.show(this.#states.keys().next().value);
  }

  get files() {
    this.#keep();
    return Object.fromEntries([...this.#states].map(([path, state]) => [path, state.doc.toString()]));
  }

  get shown() {
    return this.#shown;
  }

  show(path) {
    this.#keep();
    this.#shown = path;
    this.#view.setState(this.#states.get(path));
  }

  /** Marks a line of a file that something is wrong with; without one, no line. */
  mark(path, number, message) {
    if (path && this.#states.has(path)) this.show(path);
    const { doc } = this.#view.state;
    const line = path && number >= 1 && number <= doc.lines ? doc.line(number) : null;
    const found = line ? [{ from: line.from, to: line.to, severity: "error", message }] : [];
    this.#view.dispatch(setDiagnostics(this.#view.state, found));
    if (line) this.#view.dispatch({ effects: EditorView.scrollIntoView(line.from, { y: "center" }) });
  }

  focus() {
    this.#view.focus();
  }

  end() {
    this.#view.destroy();
  }

  #keep() {
    if (this.#shown) this.#states.set(this.#shown, this.#view.state);
  }
}
