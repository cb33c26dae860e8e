// Which key takes a completion. Enter begins a new line, unless the reader chose from the list or typed enough of a name.
import { acceptCompletion, closeCompletion, completionKeymap } from "@codemirror/autocomplete";
import { StateEffect, StateField } from "@codemirror/state";
import { wordBefore } from "./word.mjs";

const choose = StateEffect.define();

/** Did the reader ask for the list, or move in it, since the text last changed? */
const isChosen = StateField.define({
  create: () => false,
  update: (value, transaction) => transaction.effects.some((effect) => effect.is(choose)) || (value && !transaction.docChanged),
});

/** Is the word before the cursor two letters of a name or more, and no variable that the query has elsewhere? */
function isBegun(state) {
  const text = state.doc.toString();
  const word = wordBefore(text.slice(0, state.selection.main.head));
  if (/^[?$]/.test(word)) {
    const uses = (text.match(/[?$][\p{L}\p{N}_]+/gu) ?? []).filter((name) => name === word);
    if (uses.length > 1) return false;
  }
  return (word.split(":").at(-1).match(/\p{L}/gu) ?? []).length >= 2;
}

function choosing(command) {
  return (view) => {
    const isDone = command(view);
    if (isDone) view.dispatch({ effects: choose.of(null) });
    return isDone;
  };
}

function enter(view) {
  if (view.state.field(isChosen) || isBegun(view.state)) return acceptCompletion(view);
  closeCompletion(view);
  return false;
}

/** The keys of the list of completions, for a keymap that comes before the keys of the text. */
export const acceptingKeys = completionKeymap.map((binding) => {
  if (binding.key === "Escape") return binding;
  return { ...binding, run: binding.key === "Enter" ? enter : choosing(binding.run) };
});

/** What `acceptingKeys` need in the state of the editor. */
export const accepting = isChosen;
