// The query as CodeMirror shows it. It lives in a shadow root: there a browser takes its style sheets as objects, so that
// the policy of the page need not allow any inline style.
import { autocompletion, closeBrackets, closeBracketsKeymap, closeCompletion } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { bracketMatching, HighlightStyle, StreamLanguage, syntaxHighlighting } from "@codemirror/language";
import { sparql } from "@codemirror/legacy-modes/mode/sparql";
import { setDiagnostics, lintGutter } from "@codemirror/lint";
import { EditorState } from "@codemirror/state";
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { accepting, acceptingKeys } from "./accepting.mjs";
import { aside, completer, declarationAsTyped } from "./completion.mjs";

// Every colour is one of the site's, light and dark: custom properties reach into a shadow root.
const look = EditorView.theme({
  "&": { color: "var(--ink)", backgroundColor: "var(--sheet)", border: "1px solid var(--quiet)", borderRadius: "8px", fontSize: ".9rem" },
  "&.cm-focused": { outline: "3px solid var(--accent)", outlineOffset: "2px" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.6", minHeight: "14rem", maxHeight: "34rem", overflow: "auto", borderRadius: "8px" },
  ".cm-content": { caretColor: "var(--ink)", padding: ".6rem 0" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  ".cm-gutters": { backgroundColor: "var(--wash)", color: "var(--quiet)", border: "0" },
  ".cm-activeLine": { backgroundColor: "transparent" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": { backgroundColor: "var(--mark)" },
  ".cm-matchingBracket, &.cm-focused .cm-matchingBracket": { backgroundColor: "var(--link-wash)", outline: "1px solid var(--link)" },
  ".cm-lintRange-error": { backgroundImage: "none", textDecoration: "underline wavy 2px var(--accent)", backgroundColor: "var(--mark)" },
  ".cm-lintPoint-error:after": { borderBottomColor: "var(--accent)" },
  ".cm-lint-marker-error": { content: "none", width: ".9em", height: ".9em", borderRadius: "50%", backgroundColor: "var(--accent)", margin: ".3em 0" },
  ".cm-gutter-lint": { width: "1.2em" },
  ".cm-tooltip": { backgroundColor: "var(--sheet)", color: "var(--ink)", border: "1px solid var(--line)", borderRadius: "8px", maxWidth: "94vw", zIndex: "4" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { fontFamily: "var(--sans)", maxHeight: "none", overflow: "hidden", maxWidth: "min(94vw, 46rem)" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": { display: "flex", gap: ".8rem", alignItems: "baseline", padding: ".25rem .7rem", lineHeight: "1.5" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": { background: "var(--link-wash)", color: "var(--ink)" },
  ".cm-completionLabel": { fontFamily: "var(--mono)", overflow: "hidden", textOverflow: "ellipsis" },
  ".about": { display: "inline-flex", gap: ".8rem", flex: "1", justifyContent: "space-between", color: "var(--quiet)" },
  "@media (max-width: 40rem)": { ".about small": { display: "none" } },
  ".cm-diagnostic-error": { borderLeft: "4px solid var(--accent)", fontFamily: "var(--sans)" },
});

const colours = HighlightStyle.define([
  { tag: tags.keyword, color: "var(--accent)" },
  { tag: tags.comment, color: "var(--quiet)", fontStyle: "italic" },
  { tag: [tags.string, tags.meta], color: "var(--query-text)" },
  { tag: [tags.atom, tags.propertyName], color: "var(--link)" },
  { tag: tags.number, color: "var(--query-number)" },
  { tag: tags.variableName, color: "var(--ink)" },
  { tag: tags.local(tags.variableName), color: "var(--ink)", fontWeight: "bold" },
]);

/** The text in `view` may be changed by typing a prefix: declare it. */
function declaring(vocabulary) {
  return EditorView.updateListener.of((update) => {
    if (!update.transactions.some((transaction) => transaction.isUserEvent("input.type"))) return;
    const offset = update.state.selection.main.head;
    const text = update.state.doc.toString();
    const change = text[offset - 1] === ":" && declarationAsTyped(text, offset, vocabulary);
    if (change) queueMicrotask(() => update.view.dispatch({ changes: change }));
  });
}

// A browser that types over several lines gives the new text the style of the old, inline, which the policy forbids.
const typingOver = EditorView.domEventHandlers({
  beforeinput(event, view) {
    const { from, to } = view.state.selection.main;
    const isOverLines = view.state.doc.lineAt(from).to < to;
    if (event.inputType !== "insertText" || !event.data || view.composing || !isOverLines) return false;
    view.dispatch(view.state.replaceSelection(event.data), { userEvent: "input.type" });
    return true;
  },
});

/**
 * Put an editor of `text` into `place`. `ask` is called for Ctrl + Enter, `changed` after each change.
 * `settings` has the vocabulary, the address of suggestions and the reader's words.
 */
export function textbox(place, text, { vocabulary, suggest, words, ask, changed }) {
  const root = place.attachShadow({ mode: "open" });
  const view = new EditorView({
    root,
    parent: root,
    state: EditorState.create({
      doc: text,
      extensions: [
        keymap.of([
          { key: "Mod-Enter", run: () => (ask(), true) },
          ...acceptingKeys, ...closeBracketsKeymap, ...defaultKeymap, ...historyKeymap,
        ]),
        history(), lineNumbers(), lintGutter(), drawSelection(), highlightActiveLine(), bracketMatching(), closeBrackets(),
        EditorView.lineWrapping,
        StreamLanguage.define(sparql),
        syntaxHighlighting(colours),
        autocompletion({
          override: [completer(vocabulary, suggest, words)], addToOptions: [aside], icons: false, maxRenderedOptions: 10, defaultKeymap: false,
        }),
        accepting,
        EditorView.contentAttributes.of({ "aria-label": words.query, lang: "en", dir: "ltr", autocapitalize: "off", spellcheck: "false" }),
        EditorView.updateListener.of((update) => update.docChanged && changed()),
        declaring(vocabulary),
        typingOver,
        look,
      ],
    }),
  });
  return {
    view,
    get text() {
      return view.state.doc.toString();
    },
    set text(query) {
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: query } });
    },
    change(change) {
      view.dispatch({ changes: change, selection: { anchor: change.from + change.insert.length } });
    },
    /** Close the list of completions, and begin none that waits. */
    close() {
      closeCompletion(view);
    },
    /** Mark `from` to `to` with `message`; without a place, remove the mark. */
    mark(from, to, message) {
      const marks = from === undefined ? [] : [{ from, to, severity: "error", message }];
      view.dispatch(setDiagnostics(view.state, marks));
    },
    focusAt(offset) {
      view.dispatch({ selection: { anchor: Math.min(offset, view.state.doc.length) }, scrollIntoView: true });
      view.focus();
    },
  };
}
