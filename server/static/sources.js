// Leads an address of lines (#line=40,43 counts the gaps between lines, RFC 5147) to the chunk of the document that holds
// them, before anything is shown; there it marks every line of the range, not only its first.
"use strict";

(() => {
  const { size, page } = document.currentScript.dataset;

  function range() {
    const match = /^#line=(\d+),(\d+)$/.exec(decodeURIComponent(location.hash));
    return match ? { first: Number(match[1]) + 1, last: Number(match[2]) } : null;
  }

  function lead() {
    const lines = range();
    if (!size || !lines) return false;
    const wanted = Math.floor((lines.first - 1) / Number(size)) + 1;
    if (wanted === Number(page)) return false;
    const url = new URL(location.pathname + location.hash, location.href);
    url.searchParams.set("page", wanted);
    location.replace(url);
    return true;
  }

  function mark() {
    for (const line of document.querySelectorAll(".lines .cited")) line.classList.remove("cited");
    const lines = range();
    if (!lines) return;
    for (let number = lines.first; number <= lines.last && number < lines.first + 500; number++) {
      document.getElementById(`line=${number - 1},${number}`)?.classList.add("cited");
    }
    // A range that nothing cites has no element of its own.
    if (!document.getElementById(location.hash.slice(1))) document.querySelector(".lines .cited")?.scrollIntoView();
  }

  if (lead()) return;
  addEventListener("DOMContentLoaded", mark);
  addEventListener("hashchange", () => lead() || mark());
})();
