// Buttons of a sheet: share its address, or copy it where the browser cannot share; print. Without this script the
// address is in the bar of the browser, and its menu prints.
"use strict";

for (const button of document.querySelectorAll("button[data-share]")) {
  button.classList.add("ready");
  button.addEventListener("click", async () => {
    const url = button.dataset.share;
    try {
      if (navigator.share) await navigator.share({ title: button.dataset.title, url });
      else {
        await navigator.clipboard.writeText(url);
        document.querySelector(".tool-status").textContent = button.dataset.copied;
      }
    } catch {
      // The reader closed the dialogue, or the page may not write to the clipboard: the address is told instead.
      document.querySelector(".tool-status").textContent = url;
    }
  });
}
for (const button of document.querySelectorAll("button[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
