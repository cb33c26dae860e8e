// Buttons that copy the text of a field; without this script a reader marks and copies it.
"use strict";

for (const button of document.querySelectorAll("button[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const field = document.getElementById(button.dataset.copy);
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
    } catch {
      document.execCommand("copy"); // where the page is not served by https
    }
    button.parentElement.querySelector("[role=status]").textContent = button.dataset.copied;
  });
}
