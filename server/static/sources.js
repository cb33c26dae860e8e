// Marks every line of the range in the URL (#line=40,43 counts the gaps between lines, RFC 5147), not only its first.
function mark() {
  for (const line of document.querySelectorAll(".lines .cited")) line.classList.remove("cited");
  const range = /^#line=(\d+),(\d+)$/.exec(decodeURIComponent(location.hash));
  if (!range) return;
  for (let number = Number(range[1]) + 1; number <= Number(range[2]) && number < Number(range[1]) + 500; number++) {
    document.getElementById(`line=${number - 1},${number}`)?.classList.add("cited");
  }
}
addEventListener("hashchange", mark);
mark();
