// Scripts show the finder's results as one chooses, and suggestions as one types.
// The forms work without scripts too, and their URLs are the same.
"use strict";

// -- results as one chooses

const FINDER = "[data-finder]";
let latest = 0;

async function show(url, push) {
  const finder = document.querySelector(FINDER);
  const request = ++latest;
  const focused = focusedField();
  const open = [...finder.querySelectorAll("details")].filter(({ id, open }) => id && open).map(({ id }) => id);
  finder.setAttribute("aria-busy", "true");
  try {
    const response = await fetch(url, { headers: { Accept: "text/html" } });
    if (!response.ok) throw new Error(response.statusText);
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const replacement = page.querySelector(FINDER);
    if (request !== latest) return;
    if (!replacement) throw new Error("no finder");
    document.title = page.title;
    const languages = page.querySelector(".languages");
    if (languages) document.querySelector(".languages").replaceWith(languages);
    finder.replaceWith(replacement);
    if (push) history.pushState(null, "", response.url);
    for (const id of open) replacement.querySelector(`#${CSS.escape(id)}`)?.setAttribute("open", "");
    enhance(replacement);
    document.dispatchEvent(new Event("finder:results"));
    if (focused) replacement.querySelector(focused)?.focus({ preventScroll: true });
  } catch {
    if (request === latest) location.assign(url);
  }
}

function focusedField() {
  const field = document.activeElement;
  if (!field || !field.name || !field.closest(FINDER)) return "";
  const form = field.closest("[data-narrow]") ? "[data-narrow]" : "[data-menus]";
  const value = field.type === "checkbox" ? `[value="${CSS.escape(field.value)}"]` : "";
  return `${form} [name="${CSS.escape(field.name)}"]${value}:not([type="hidden"])`;
}

function urlOf(form) {
  const url = new URL(form.action);
  for (const [name, value] of new FormData(form)) if (value) url.searchParams.append(name, value);
  return url.href;
}

function enhance(finder) {
  finder.classList.add("enhanced");
  for (const form of finder.querySelectorAll("[data-menus], [data-narrow]")) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      show(urlOf(form), true);
    });
    form.addEventListener("change", (event) => {
      if (event.target.matches('select, input[type="checkbox"]')) show(urlOf(form), true);
    });
  }
  for (const box of finder.querySelectorAll("[data-suggest]")) combobox(box, (url) => show(url, true));
}

// -- suggestions as one types: a combobox with a list (WAI-ARIA Authoring Practices, "list autocomplete")

function combobox(box, go) {
  const input = box.querySelector("input");
  if (!input || input.hasAttribute("role")) return;
  const list = document.createElement("ul");
  const status = document.createElement("p");
  list.id = `${input.id}-suggestions`;
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", box.querySelector("label")?.textContent.trim() || input.name);
  status.className = "hidden";
  status.setAttribute("role", "status");
  box.append(list, status);
  for (const [name, value] of Object.entries({
    role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id, "aria-haspopup": "listbox",
  })) input.setAttribute(name, value);

  let options = [];
  let active = -1;
  let timer = 0;
  let requests = 0;

  function close() {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
    active = -1;
  }

  function mark(place) {
    active = place;
    [...list.children].forEach((item, number) => item.setAttribute("aria-selected", String(number === place)));
    const item = list.children[place];
    if (item) {
      input.setAttribute("aria-activedescendant", item.id);
      item.scrollIntoView({ block: "nearest" });
    } else input.removeAttribute("aria-activedescendant");
  }

  function choose(option) {
    close();
    if (box.dataset.choose === "key") {
      // The form takes the key of the thing, as it would take its name.
      input.value = decodeURIComponent(option.id.slice(option.id.lastIndexOf("/") + 1));
      input.form.requestSubmit();
      return;
    }
    if (!option.find || box.dataset.lead === "page") {
      location.assign(option.go || option.page);
      return;
    }
    // What is chosen already stays; what was typed becomes the choice.
    const form = input.form;
    const url = new URL(form.hasAttribute("data-menus") ? urlOf(form) : option.find, location.href);
    url.searchParams.delete("q");
    if (form.hasAttribute("data-menus")) {
      for (const [name, value] of new URL(option.find, location.href).searchParams) url.searchParams.append(name, value);
    }
    input.value = "";
    go(url.href);
  }

  function fill(suggestions) {
    options = suggestions;
    list.replaceChildren(...suggestions.map((option, number) => {
      const item = document.createElement("li");
      const name = document.createElement("span");
      const about = document.createElement("small");
      item.id = `${list.id}-${number}`;
      item.setAttribute("role", "option");
      item.setAttribute("aria-selected", "false");
      name.textContent = option.label;
      if (option.lang) name.lang = option.lang;
      about.textContent = option.find ? `${option.kindLabel} · ${option.count}` : option.kindLabel;
      item.append(name, about);
      item.addEventListener("mousedown", (event) => event.preventDefault());
      item.addEventListener("click", () => choose(option));
      return item;
    }));
    active = -1;
    input.removeAttribute("aria-activedescendant");
    list.hidden = !suggestions.length;
    input.setAttribute("aria-expanded", String(!!suggestions.length));
    status.textContent = suggestions.length ? `${suggestions.length} ${box.dataset.some}` : box.dataset.none;
  }

  async function ask() {
    const text = input.value.trim();
    const number = ++requests;
    if (!text) {
      close();
      return;
    }
    try {
      const address = new URL(box.dataset.suggest, location.href);
      address.searchParams.set("q", text);
      const response = await fetch(address);
      const content = response.ok ? await response.json() : { suggestions: [] };
      if (number === requests && document.activeElement === input) fill(content.suggestions);
    } catch {
      close();
    }
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, 80);
  });
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const last = options.length - 1;
    if (event.key === "Escape") {
      if (!list.hidden) event.preventDefault();
      close();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (list.hidden) {
        ask();
        return;
      }
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      mark(active + step > last ? -1 : active + step < -1 ? last : active + step);
    } else if (event.key === "Enter" && !list.hidden && active >= 0) {
      event.preventDefault();
      choose(options[active]);
    }
  });
}

// -- begin

const first = document.querySelector(FINDER);
if (first) {
  enhance(first);
  addEventListener("popstate", () => show(location.href, false));
}
for (const box of document.querySelectorAll("[data-suggest]")) combobox(box, (url) => location.assign(url));
