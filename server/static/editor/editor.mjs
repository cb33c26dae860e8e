// The SPARQL page with an editor in place of its text field, and answers without a new page. The server writes the
// answers, in the reader's language: the same as without this script. Without it the page works as it is.
import { addressOf, stateOf } from "./address.mjs";
import { searchable } from "./examples.mjs";
import { addRepairs, fault, mark } from "./fault.mjs";
import { workable } from "./table.mjs";
import { textbox } from "./textbox.mjs";

const LONGEST_URL = 6000;
const ACCEPT = "application/problem+json, text/html;q=0.9";

/** The answer of the server to `state`: { part } of the page, or { problem }. */
async function answerTo(state, action) {
  const body = new URLSearchParams(state);
  const url = new URL(action, location.href);
  const language = new URLSearchParams(location.search).get("lang");
  if (language) url.searchParams.set("lang", language);
  const isLong = body.toString().length > LONGEST_URL;
  if (!isLong) for (const [name, value] of body) url.searchParams.set(name, value);
  const response = await fetch(url, { headers: { Accept: ACCEPT }, ...(isLong ? { method: "POST", body } : {}) });
  if ((response.headers.get("Content-Type") ?? "").includes("json")) return { problem: await response.json() };
  if (!response.ok) throw new Error(`${url.pathname}: ${response.status}`);
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  return { part: document.importNode(page.getElementById("answer"), true), languages: isLong ? null : page.querySelector(".languages") };
}

async function start(form) {
  const words = JSON.parse(form.dataset.words);
  const response = await fetch(form.dataset.vocabulary);
  if (!response.ok) throw new Error(`${form.dataset.vocabulary}: ${response.status}`);
  const vocabulary = await response.json();

  const field = form.querySelector("textarea");
  const outcome = document.getElementById("outcome");
  const progress = document.getElementById("progress");
  const button = form.querySelector("button");
  let shown = await stateOf(location.href);
  let latest = 0;

  const place = document.createElement("div");
  place.className = "textbox";
  const box = textbox(place, field.value.replace(/\n$/, ""), {
    vocabulary,
    suggest: form.dataset.suggest,
    words,
    ask: () => askAgain(),
    changed: () => (field.value = box.text),
  });
  field.hidden = true;
  field.before(place);
  document.getElementById("query-label").addEventListener("click", () => box.view.focus());
  form.querySelector(".keys").hidden = false;

  /** Ask the query as it stands. The view stays, and of the same query the columns that were chosen. */
  function askAgain() {
    const query = box.text;
    return ask(query === shown?.query ? shown : { query, ...(shown?.show ? { show: shown.show } : {}) });
  }

  function show(problem, part) {
    const isOpen = document.getElementById("codes")?.open;
    outcome.replaceChildren(part);
    if (isOpen) part.querySelector("#codes")?.setAttribute("open", "");
    box.mark();
    if (problem) {
      mark(problem, box, words);
      addRepairs(part, problem, box, words, askAgain);
    } else enhance(part);
  }

  async function ask(state, { push = true, focus = "" } = {}) {
    if (!state.query.trim()) {
      progress.textContent = words.empty;
      return;
    }
    box.close();
    const number = ++latest;
    const address = await addressOf(state, location.href);
    if (push && address !== location.href) history.pushState(null, "", address);
    shown = state;
    form.setAttribute("aria-busy", "true");
    outcome.setAttribute("aria-busy", "true");
    progress.textContent = words.asking;
    button.classList.add("busy");
    let answer;
    try {
      answer = await answerTo(state, form.action);
    } catch {
      answer = { problem: { status: 0, detail: words.failed } };
    }
    if (number !== latest) return;
    for (const element of [form, outcome]) element.removeAttribute("aria-busy");
    button.classList.remove("busy");
    const { problem, part, languages } = answer;
    // The links to other languages lead to the same query.
    if (languages) document.querySelector(".languages")?.replaceWith(document.importNode(languages, true));
    show(problem, part ?? fault(problem, words));
    progress.textContent = part ? part.querySelector("h2").textContent.trim() : "";
    if (focus) outcome.querySelector(focus)?.focus();
    if (outcome.getBoundingClientRect().top > innerHeight - 120) outcome.scrollIntoView({ block: "start" });
  }

  /** Views and columns of an answer change without a new page; code is copied by a click. */
  function enhance(part) {
    for (const link of part.querySelectorAll(".pictures-of a")) {
      link.addEventListener("click", (event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        const view = new URL(link.href).searchParams.get("show");
        ask({ query: shown.query, ...(view ? { show: view } : {}) }, { focus: ".pictures-of [aria-current]" });
      });
    }
    workable(part, words);
    const columns = part.querySelector("form.columns");
    columns?.addEventListener("submit", (event) => event.preventDefault());
    columns?.addEventListener("change", (event) => {
      const { query: _, ...view } = Object.fromEntries(new FormData(columns));
      ask({ query: shown.query, ...view }, { focus: `#${event.target.id}` });
    });
    if (columns) columns.querySelector("button").hidden = true;
    for (const pre of part.querySelectorAll(".code pre")) {
      const copy = document.createElement("button");
      copy.type = "button";
      copy.textContent = words.copy;
      copy.setAttribute("aria-describedby", pre.getAttribute("aria-labelledby"));
      copy.addEventListener("click", async () => {
        await navigator.clipboard.writeText(pre.textContent);
        copy.textContent = words.copied;
        progress.textContent = words.copied;
        setTimeout(() => (copy.textContent = words.copy), 2000);
      });
      pre.before(copy);
    }
  }

  function open(state, options) {
    box.text = state.query;
    return ask(state, options);
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    askAgain();
  });
  const examples = document.getElementById("examples");
  if (examples) searchable(examples, words, open);
  addEventListener("popstate", async () => {
    const state = await stateOf(location.href);
    if (state) await open(state, { push: false });
    else {
      outcome.replaceChildren();
      box.mark();
      shown = null;
    }
  });

  // What came with the page stays; an address with a packed query brings none.
  const part = outcome.firstElementChild;
  if (part?.id === "fault") {
    const problem = JSON.parse(part.dataset.problem);
    mark(problem, box, words);
    addRepairs(part, problem, box, words, askAgain);
  } else if (part) enhance(part);
  else if (shown) await open(shown, { push: false });
}

const form = document.querySelector("form.query[data-vocabulary]");
if (form) {
  start(form).catch((error) => {
    // Whatever went wrong, the form is there.
    console.error(error);
    form.querySelector(".textbox")?.remove();
    form.querySelector("textarea").hidden = false;
  });
}
