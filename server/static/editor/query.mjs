// What a query declares, and changes of it. Pure functions on its text.

const NOT_CODE = /"""[^]*?"""|'''[^]*?'''|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|<[^<>\s]*>|#[^\n]*/g;
const DECLARED = /\bPREFIX\s+([^\s:<]*):\s*<([^<>\s]*)>/gi;

/** The prefixes that `query` declares: prefix → IRI. */
export function declared(query) {
  const code = query.replace(/#[^\n<>]*$/gm, "");
  return Object.fromEntries([...code.matchAll(DECLARED)].map(([, prefix, iri]) => [prefix, iri]));
}

/** Is the place `offset` of `query` in a text, an IRI or a comment? */
export function isInText(query, offset) {
  for (const match of query.matchAll(NOT_CODE)) {
    if (match.index >= offset) return false;
    if (offset < match.index + match[0].length) return true;
    if (offset === match.index + match[0].length && match[0].startsWith("#")) return true;
  }
  return false;
}

/** The change that declares `prefix` in `query`, below what is declared already; null where it is declared. */
export function declaration(query, prefix, iri) {
  if (prefix in declared(query)) return null;
  const last = [...query.matchAll(/^[ \t]*PREFIX\s+[^\s:<]*:\s*<[^<>\s]*>[ \t]*\n/gim)].at(-1);
  const from = last ? last.index + last[0].length : 0;
  return { from, insert: `PREFIX ${prefix}: <${iri}>\n` };
}

/** The offset in `text` of `column` of `line`, which count from 1 in characters (not in UTF-16 units). */
export function offsetOf(text, line, column) {
  let start = 0;
  for (let number = 1; number < line; number += 1) {
    const end = text.indexOf("\n", start);
    if (end < 0) return text.length;
    start = end + 1;
  }
  const characters = [...text.slice(start, start + 4 * column)].slice(0, column - 1);
  return Math.min(text.length, start + characters.join("").length);
}

/** The change that a `repair` of the server makes in `text`: { from, to, insert }. */
export function changeOf(text, repair) {
  const from = offsetOf(text, repair.line, repair.column);
  const taken = [...text.slice(from, from + 2 * repair.delete)].slice(0, repair.delete).join("");
  return { from, to: from + taken.length, insert: repair.insert };
}
