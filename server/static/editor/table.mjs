// A table of results sorted by a click on a heading, and narrowed as one types.

/** What `cell` is sorted by: the exact date or number that it stands for, else its text. */
function valueOf(cell, isNumber) {
  const exact = cell.querySelector("time")?.dateTime ?? cell.querySelector("data")?.value;
  const text = exact ?? cell.textContent.trim();
  return isNumber ? Number.parseFloat(text) : text;
}

/** Compare the rows `first` and `second` by column `index`; what is empty comes last, however one sorts. */
function compare(first, second, index, isNumber, sign) {
  const [a, b] = [first, second].map((row) => valueOf(row.cells[index], isNumber));
  const [isEmpty, isOtherEmpty] = [a, b].map((value) => value === "" || Number.isNaN(value));
  if (isEmpty || isOtherEmpty) return Number(isEmpty) - Number(isOtherEmpty);
  return sign * (isNumber ? a - b : a.localeCompare(b, document.documentElement.lang, { numeric: true }));
}

/** Make the headings of `table` buttons that sort its rows; a third click brings back the order of the answer. */
function sortable(table) {
  const body = table.tBodies[0];
  const asked = [...body.rows];
  const headings = [...table.tHead.rows[0].cells];
  headings.forEach((heading, index) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "sort";
    button.append(...heading.childNodes);
    heading.append(button);
    button.addEventListener("click", () => {
      const next = { ascending: "descending", descending: null }[heading.getAttribute("aria-sort")];
      const order = next === undefined ? "ascending" : next;
      for (const other of headings) other.removeAttribute("aria-sort");
      if (order) heading.setAttribute("aria-sort", order);
      const isNumber = heading.classList.contains("number");
      const sign = order === "ascending" ? 1 : -1;
      body.append(...(order ? asked.toSorted((a, b) => compare(a, b, index, isNumber, sign)) : asked));
    });
  });
}

/** Put a field above `table` that shows only the rows with the words typed. */
function narrowing(table, place, words) {
  const label = document.createElement("label");
  const input = document.createElement("input");
  const count = document.createElement("span");
  label.className = "narrow";
  input.type = "search";
  input.autocomplete = "off";
  count.setAttribute("role", "status");
  label.append(`${words.narrow} `, input);
  const rows = [...table.tBodies[0].rows].map((row) => [row, row.textContent.toLowerCase()]);
  input.addEventListener("input", () => {
    const wanted = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const [row, text] of rows) {
      row.hidden = !wanted.every((word) => text.includes(word));
      shown += row.hidden ? 0 : 1;
    }
    count.textContent = wanted.length ? `${shown} / ${rows.length}` : "";
  });
  const line = document.createElement("p");
  line.className = "filter";
  line.append(label, count);
  place.before(line);
}

/** Make the table of `part` sortable and narrowing, where all rows of the answer are in it. */
export function workable(part, words) {
  const table = part.querySelector(".results table");
  if (!table || table.tBodies[0].rows.length < 2 || part.querySelector(".cut")) return;
  sortable(table);
  if (table.tBodies[0].rows.length > 10) narrowing(table, table.parentElement, words);
}
