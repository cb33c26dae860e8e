// Leaves one of each kind of element in the page, for a check of colours: what letters look like depends on nothing else.
//
// Two elements are of a kind if they have the same name, class and attributes, both or neither have text, they look the
// same in every scheme that was noted, and the same is true of what they hold and of what holds them.
window.distinct ??= (() => {
  const looks = new Map(), numbers = new Map();
  const number = text => numbers.get(text) ?? numbers.set(text, numbers.size).get(text);
  const PROPERTIES = [
    "color", "backgroundColor", "backgroundImage", "opacity", "fontSize", "fontWeight", "textShadow", "visibility", "display",
  ];

  /** Notes the looks of every element in the colours that the page has now. */
  function note() {
    for (const element of document.body.querySelectorAll("*")) {
      const style = getComputedStyle(element);
      const look = PROPERTIES.map(property => style[property]).join();
      looks.set(element, number(`${looks.get(element)} ${look}`));
    }
  }

  function plain(element) {
    const text = [...element.childNodes].some(node => node.nodeType === Node.TEXT_NODE && node.data.trim());
    const names = element.getAttributeNames().sort();
    return number([element.localName, element.getAttribute("class"), names, text, looks.get(element)].join("|"));
  }

  // It keeps its place, by which stylesheets count.
  function vacate(element) {
    element.replaceChildren();
    element.style.setProperty("display", "none", "important");
  }

  /** Vacates every element of whose kind there is one before it. */
  function thin() {
    const own = new Map(), whole = new Map(), kinds = new Set();
    const measure = element => {
      own.set(element, plain(element));
      const inner = new Set([...element.children].map(measure));
      whole.set(element, number(`${own.get(element)}: ${[...inner].sort()}`));
      return whole.get(element);
    };
    const keep = (element, place) => {
      for (const child of [...element.children]) {
        const kind = `${place} ${whole.get(child)}`;
        if (kinds.has(kind)) vacate(child);
        else keep(child, number(`${place} > ${own.get(child)}`));
        kinds.add(kind);
      }
    };
    measure(document.body);
    keep(document.body, 0);
  }

  return { note, thin };
})();
