// Completion from what the data has: its prefixes, its classes and properties, the variables of the query, and things
// by their names in any language, as the boxes of the site suggest them.
import { declaration, isInText } from "./query.mjs";
import { isClass, isNumber, wordBefore } from "./word.mjs";

const MOST = 40;
const THINGS = 12;
const KEY = /^[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9_-])?$/;
const KEYWORDS = [
  "SELECT", "DISTINCT", "WHERE", "FILTER", "OPTIONAL", "UNION", "MINUS", "GRAPH", "BIND", "VALUES", "GROUP BY", "HAVING", "ORDER BY", "LIMIT",
  "OFFSET", "ASK", "CONSTRUCT", "DESCRIBE", "PREFIX", "BASE", "FROM NAMED", "EXISTS", "NOT EXISTS", "UNDEF", "COUNT", "SUM", "MIN", "MAX", "AVG",
  "SAMPLE", "GROUP_CONCAT", "STR", "LANG", "LANGMATCHES", "DATATYPE", "BOUND", "COALESCE", "CONCAT", "CONTAINS", "STRSTARTS", "STRENDS",
  "STRLEN", "SUBSTR", "REPLACE", "REGEX", "UCASE", "LCASE", "YEAR", "MONTH", "DAY", "ROUND", "ABS",
];
const WHOLE = new Set(["A", "AS", "BY", "IN", "IF", "NOT", "ASC", "DESC", "TRUE", "FALSE", ...KEYWORDS.flatMap((words) => words.split(" "))]);

/** The terms that fit what was typed: a beginning of the name, or a part of the name or label; of a prefix that was typed only its own. */
export function fitting(terms, typed) {
  const colon = typed.indexOf(":") + 1;
  const prefix = typed.slice(0, colon).toLowerCase();
  const wanted = typed.slice(colon).toLowerCase();
  const texts = (term) => [term.name.slice(term.name.indexOf(":") + 1), term.label, ...(prefix ? [] : [term.name])];
  const begins = (term) => texts(term).some((text) => text.toLowerCase().startsWith(wanted));
  const holds = (term) => texts(term).some((text) => text.toLowerCase().includes(wanted));
  const named = terms.filter((term) => term.name.toLowerCase().startsWith(prefix));
  return [...named.filter(begins), ...named.filter((term) => !begins(term) && holds(term))].slice(0, MOST);
}

/** How `iri`, of the prefix `prefix`, is put in the place `from`–`to`, with its declaration. */
function put(view, name, from, to, prefixes) {
  const prefix = name.slice(0, name.indexOf(":"));
  const added = name.includes(":") && !name.startsWith("<") && declaration(view.state.doc.toString(), prefix, prefixes[prefix]);
  const changes = [{ from, to, insert: name }];
  if (added) changes.unshift(added);
  const shift = added ? added.insert.length : 0;
  view.dispatch({ changes, selection: { anchor: from + shift + name.length }, userEvent: "input.complete" });
}

function about(label, lang, note) {
  return { label, lang, note };
}

/** A source of completions: `vocabulary` as the server gives it, `suggest` the address of names, `words` the reader's. */
export function completer(vocabulary, suggest, words) {
  const prefixes = { ...vocabulary.kinds, ...vocabulary.prefixes };

  function term(entry, type) {
    const note = words.used.replace("#count", entry.count.toLocaleString());
    const name = entry.name.includes("://") ? `<${entry.iri}>` : entry.name;
    return {
      label: entry.name, type, about: about(entry.label, entry.lang, note),
      apply: (view, _completion, from, to) => put(view, name, from, to, prefixes),
    };
  }

  function thing(entry) {
    const name = KEY.test(entry.key) && entry.kind in prefixes ? `${entry.kind}:${entry.key}` : `<${entry.id}>`;
    return {
      label: name, type: "thing", about: about(entry.label, entry.lang, entry.kindLabel),
      apply: (view, _completion, from, to) => put(view, name, from, to, prefixes),
    };
  }

  const unnamed = new Set();

  /** Things whose name fits what was typed, of `kind` or of any that the site suggests. */
  async function things(typed, kind) {
    if (unnamed.has(kind)) return [];
    const url = new URL(suggest, location.href);
    url.searchParams.set("q", typed);
    url.searchParams.set("limit", THINGS);
    if (kind) url.searchParams.set("kind", kind);
    const response = await fetch(url);
    if (response.status === 400) unnamed.add(kind);
    if (!response.ok) return [];
    const { suggestions } = await response.json();
    // What is suggested may also be a wish or a place that the data does not have: those have no IRI.
    return suggestions
      .filter((entry) => entry.id)
      .map((entry) => thing({ ...entry, key: entry.id.slice((vocabulary.kinds[entry.kind] ?? entry.id).length) }));
  }

  return async (context) => {
    const text = context.state.doc.toString();
    const variable = context.matchBefore(/[?$][\p{L}\p{N}_]*$/u);
    if (variable) {
      const names = [...new Set(text.match(/[?$][\p{L}\p{N}_]+/gu) ?? [])].filter((name) => name !== variable.text);
      return { from: variable.from, options: names.map((label) => ({ label, type: "variable" })), validFor: /^[?$][\p{L}\p{N}_]*$/u };
    }
    const before = text.slice(0, context.pos);
    const word = wordBefore(before);
    const from = context.pos - word.length;
    if ((!word && !context.explicit) || isInText(text, context.pos) || isNumber(word, before)) return null;
    if (isClass(word, before)) {
      return { from, options: fitting(vocabulary.classes, word).map((entry) => term(entry, "class")), filter: false };
    }
    // A keyword that is written out is no beginning of a name: Enter is to begin a new line.
    if (WHOLE.has(word.toUpperCase()) && !context.explicit) return null;
    const [prefix, local] = word.includes(":") ? word.split(":") : [null, word];
    if (prefix !== null && prefix in vocabulary.kinds) {
      return local || context.explicit ? { from, options: await things(local || prefix, prefix), filter: false } : null;
    }
    const terms = fitting([...vocabulary.properties, ...vocabulary.classes], word).map((entry) =>
      term(entry, vocabulary.classes.includes(entry) ? "class" : "property"));
    const named = prefix === null && [...local].length > 1 ? await things(local, "") : [];
    if (context.aborted) return null;
    const begun = word.toUpperCase();
    const keywords = begun ? KEYWORDS.filter((keyword) => keyword.startsWith(begun)).map((label) => ({ label, type: "keyword" })) : [];
    return { from, options: [...keywords, ...named.slice(0, 6), ...terms], filter: false };
  };
}

/** What a completion shows beside its name: the label in its language, and a note. */
export const aside = {
  position: 60,
  render(completion) {
    const element = document.createElement("span");
    element.className = "about";
    if (!completion.about) return element;
    const label = document.createElement("span");
    label.textContent = completion.about.label;
    if (completion.about.lang) label.lang = completion.about.lang;
    const note = document.createElement("small");
    note.textContent = completion.about.note;
    element.append(" ", label, " ", note);
    return element;
  },
};

/** The change that declares a prefix as soon as its colon is typed; null where there is nothing to declare. */
export function declarationAsTyped(text, offset, vocabulary) {
  const before = text.slice(0, offset).match(/(?:^|[\s({[,;.^|/!])([A-Za-z][\w-]*):$/);
  const iri = before && (vocabulary.prefixes[before[1]] ?? vocabulary.kinds[before[1]]);
  if (!iri || isInText(text, offset) || /PREFIX\s+\S*$/i.test(text.slice(0, offset))) return null;
  return declaration(text, before[1], iri);
}
