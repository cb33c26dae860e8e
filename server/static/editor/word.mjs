// The word at a place of a query, and what may stand there. Pure functions on the text before the place.

const WORD = /(?:[?$][\p{L}\p{N}_]*|(?:[\p{L}][\p{L}\p{N}_-]*:)?[\p{L}\p{N}_\u30fc-]*)$/u;
const NUMBER = /^-?(?:\p{N}+(?:e-?\p{N}*)?)?$/iu;
const AFTER_COUNT = /\b(?:LIMIT|OFFSET)\s+$/i;
// `a`, or a path that begins with it, and the classes that were listed so far: "?x a tbk:Event, ".
const AFTER_TYPE = /(?<![\p{L}\p{N}_?$:-])(?:a|rdf:type)(?:\/\S+)?\s+(?:[^\s,;.{}]+\s*,\s*)*$/u;

/** The word that ends `before`: a variable, a name with or without its prefix, or nothing. */
export function wordBefore(before) {
  return before.match(WORD)[0];
}

/** Is `word`, which ends `before`, a number, or in the place of one? */
export function isNumber(word, before) {
  return (word !== "" && NUMBER.test(word)) || AFTER_COUNT.test(before.slice(0, before.length - word.length));
}

/** Is `word`, which ends `before`, in the place of a class: after `a` or `rdf:type`? */
export function isClass(word, before) {
  return AFTER_TYPE.test(before.slice(0, before.length - word.length));
}
