// Completion from what the data has: classes and properties of our VoID, and the project's prefixes.

const MOST = 60;

/** The terms that fit what was typed: a beginning of the IRI, or a part of its name or label. */
export function fitting(terms, typed) {
  const wanted = typed.trim().toLowerCase();
  if (!wanted) return terms.slice(0, MOST);
  return terms
    .filter(
      (term) =>
        term.iri.toLowerCase().startsWith(wanted) ||
        term.name.toLowerCase().includes(wanted) ||
        term.label.toLowerCase().includes(wanted),
    )
    .slice(0, MOST);
}

/** How a term is written in a query that declares `declared` (prefix → IRI): short where it can be. */
export function written(term, declared) {
  const prefix = term.name.slice(0, Math.max(0, term.name.indexOf(":")));
  return prefix && declared[prefix] && term.iri.startsWith(declared[prefix]) ? term.name : `<${term.iri}>`;
}

/** Register completers on Yasqe; gives the names to enable. `words.used` has a # where the count goes. */
export function register(Yasqe, vocabulary, words) {
  const described = new Map();
  for (const term of [...vocabulary.classes, ...vocabulary.properties]) described.set(term.iri, term);

  const postprocessHints = (yasqe, hints) =>
    hints.map((hint) => {
      const term = described.get(hint.text.replace(/^<|>$/g, ""));
      if (!term) return hint;
      const text = written(term, yasqe.getPrefixesFromQuery());
      const render = (element) => {
        const name = document.createElement("span");
        name.textContent = term.name;
        const label = document.createElement("span");
        label.className = "hint-label";
        label.lang = term.lang;
        label.textContent = term.label;
        const count = document.createElement("span");
        count.className = "hint-count";
        count.textContent = words.used.replace("#", term.count.toLocaleString());
        element.append(name, label, count);
      };
      return { ...hint, text, displayText: term.name, render };
    });

  const complete = (terms) => (_yasqe, token) =>
    fitting(terms, (token && token.autocompletionString) || "").map((term) => term.iri);

  for (const [base, terms] of [
    ["class", vocabulary.classes],
    ["property", vocabulary.properties],
  ]) {
    Yasqe.forkAutocompleter(
      base,
      { name: `our-${base}`, get: complete(terms), postProcessSuggestion: (_y, _t, iri) => `<${iri}>`, postprocessHints },
      false,
    );
  }
  const prefixes = Object.entries(vocabulary.prefixes).map(([prefix, iri]) => `${prefix}: <${iri}>`);
  Yasqe.forkAutocompleter("prefixes", { name: "our-prefixes", get: () => prefixes, persistenceId: null }, false);
  return ["our-prefixes", "variables", "our-class", "our-property"];
}
