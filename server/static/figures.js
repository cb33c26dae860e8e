// Writes the day into citations, and selects what is to be copied. The page says all of it without scripts.
"use strict";

const now = new Date();
const today = [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
for (const place of document.querySelectorAll("[data-today]")) place.textContent = today;
for (const field of document.querySelectorAll("textarea.frame")) field.addEventListener("focus", () => field.select());
