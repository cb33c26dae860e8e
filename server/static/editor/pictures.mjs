// Results as chart, map and timeline. The server draws them, in the reader's language: the same as without scripts.

const XSD = "http://www.w3.org/2001/XMLSchema#";
const NUMBERS = new Set(["integer", "decimal", "double", "float", "nonNegativeInteger"].map((name) => XSD + name));
const DATES = new Set(["date", "gYearMonth", "gYear"].map((name) => XSD + name));

const has = (bindings, test) =>
  bindings.slice(0, 200).some((row) => Object.values(row).some((value) => value && test(value)));

/** For each kind of picture, whether it can be drawn of some bindings. Things of the `placeKinds` are places. */
const drawableOf = (placeKinds) => ({
  chart: (bindings) => bindings.length > 1 && has(bindings, (value) => NUMBERS.has(value.datatype)),
  map: (bindings) => {
    const isPlace = (value) => value.type === "uri" && placeKinds.some((kind) => value.value.includes(`/id/${kind}/`));
    return has(bindings, isPlace);
  },
  timeline: (bindings) => has(bindings, (value) => DATES.has(value.datatype)),
});

// Each icon is one path in a square of 16: bars, a map pin, a line with events.
const ICONS = {
  chart: "M1 2h9v3H1zM1 6.5h14v3H1zM1 11h6v3H1z",
  map: "M8 0a5 5 0 0 1 5 5c0 3.6-5 11-5 11S3 8.6 3 5a5 5 0 0 1 5-5zm0 3a2 2 0 1 0 0 4 2 2 0 0 0 0-4z",
  timeline: "M0 7.2h2.2a2 2 0 0 1 3.6 0h4.4a2 2 0 0 1 3.6 0H16v1.6h-2.2a2 2 0 0 1-3.6 0H5.8a2 2 0 0 1-3.6 0H0z",
};

function icon(kind) {
  const SVG = "http://www.w3.org/2000/svg";
  const drawing = document.createElementNS(SVG, "svg");
  drawing.setAttribute("viewBox", "0 0 16 16");
  drawing.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", ICONS[kind]);
  drawing.append(path);
  const frame = document.createElement("div");
  frame.className = "svgImg";
  frame.append(drawing);
  return frame;
}

/** A YASR plugin for answers that `canDraw`: it shows the picture of `kind` that the server draws of their query. */
function plugin(kind, priority, canDraw, words, queryOf) {
  return class Picture {
    constructor(yasr) {
      this.yasr = yasr;
      this.priority = priority;
      this.label = words[kind];
      this.hideFromSelection = false;
    }

    canHandleResults() {
      const bindings = this.yasr.results?.getBindings?.();
      return Boolean(bindings?.length && canDraw(bindings));
    }

    getIcon() {
      return icon(kind);
    }

    async draw() {
      const place = document.createElement("div");
      place.className = "editor-picture";
      place.setAttribute("aria-busy", "true");
      this.yasr.resultsEl.replaceChildren(place);
      const query = queryOf(this.yasr);
      const figure = query ? await this.fetchFigure(query) : null;
      place.removeAttribute("aria-busy");
      if (figure) place.replaceChildren(document.importNode(figure, true));
      else place.textContent = words.failed;
    }

    async fetchFigure(query) {
      try {
        const response = await fetch(new URL("?" + new URLSearchParams({ query, show: kind }), location.href), {
          headers: { Accept: "text/html" },
        });
        const page = new DOMParser().parseFromString(await response.text(), "text/html");
        return page.querySelector(".answer figure");
      } catch {
        return null;
      }
    }
  };
}

/**
 * Register a plugin for each picture on Yasr, and rename the table and the raw response in the reader's language.
 * `queryOf` gives the query of an answer, `placeKinds` are the kinds of things that a map can show.
 * Returns the kinds of pictures, in order.
 */
export function register(Yasr, words, queryOf, placeKinds) {
  const drawable = Object.entries(drawableOf(placeKinds));
  // The table stays first: a picture is chosen, not forced on anybody.
  for (const [name, label] of [["table", words.table], ["response", words.raw]]) {
    Yasr.registerPlugin(
      name,
      class extends Yasr.plugins[name] {
        label = label;
      },
    );
  }
  drawable.forEach(([kind, canDraw], index) => {
    Yasr.registerPlugin(kind, plugin(kind, drawable.length - index, canDraw, words, queryOf));
  });
  return drawable.map(([kind]) => kind);
}
