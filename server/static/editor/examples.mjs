// The questions to begin with: searched as one types, in the language of the page and by the words of their queries.

/** Make `place` searchable; `open` is called with the query and the view of the one that is chosen. */
export function searchable(place, words, open) {
  const filter = place.querySelector(".filter");
  const box = filter.querySelector("input");
  const none = place.querySelector(".none");
  const links = [...place.querySelectorAll("li a")].map((link) => {
    const parameters = new URL(link.href).searchParams;
    return { link, state: Object.fromEntries(parameters), words: `${link.textContent}\n${parameters.get("query")}`.toLowerCase() };
  });
  filter.hidden = false;
  box.addEventListener("input", () => {
    const wanted = box.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const { link, words: text } of links) link.parentElement.hidden = !wanted.every((word) => text.includes(word));
    for (const group of place.querySelectorAll("section")) group.hidden = !group.querySelector("li:not([hidden])");
    none.textContent = place.querySelector("li:not([hidden])") ? "" : words.none;
  });
  for (const { link, state } of links) {
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      place.open = false;
      open(state);
    });
  }
}
