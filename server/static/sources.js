// Marks every line of the range in the URL (#line=40,43 counts the gaps between lines, RFC 5147), not only its first.
// Where the document has several pages, goes to the one that has the first line.
function mark() {
  for (const line of document.querySelectorAll(".lines .cited")) line.classList.remove("cited");
  const range = /^#line=(\d+),(\d+)$/.exec(decodeURIComponent(location.hash));
  if (!range) return;
  const first = Number(range[1]) + 1;
  const firsts = document.getElementById("lines").dataset.firsts;
  if (firsts) {
    const page = Math.max(1, firsts.split(" ").filter((line) => Number(line) <= first).length);
    const url = new URL(location);
    if (page !== Number(url.searchParams.get("page") ?? 1)) {
      url.searchParams.set("page", page);
      location.replace(url);
      return;
    }
  }
  for (let number = first; number <= Number(range[2]) && number < first + 500; number++) {
    document.getElementById(`line=${number - 1},${number}`)?.classList.add("cited");
  }
}
addEventListener("hashchange", mark);
mark();
