// The SPARQL page with YASGUI in place of its form. Without this script the page works as it is.
import Yasgui from "@zazuko/yasgui";
import "@zazuko/yasgui/build/yasgui.min.css";
import { register as registerCompletion } from "./completion.mjs";
import { register as registerPictures } from "./pictures.mjs";

/** The menu of curated questions: one that is chosen opens in a tab of its own. */
function questionMenu(questions, words, open) {
  const label = document.createElement("label");
  label.className = "question-menu";
  const select = document.createElement("select");
  select.setAttribute("aria-label", words.menu);
  select.append(new Option(words.choose, ""));
  for (const question of questions) select.append(new Option(question.title, question.key));
  select.addEventListener("change", () => {
    const question = questions.find((candidate) => candidate.key === select.value);
    if (question) open(question);
    select.value = "";
  });
  label.append(select);
  return label;
}

async function start(place) {
  const words = JSON.parse(place.dataset.words);
  const endpoint = new URL(place.dataset.endpoint, location.href);
  // The page may be reached by another name than the server knows itself by.
  const ownEndpoint = location.origin + endpoint.pathname;
  const response = await fetch(place.dataset.vocabulary);
  if (!response.ok) throw new Error(`${place.dataset.vocabulary}: ${response.status}`);
  const vocabulary = await response.json();

  const form = document.querySelector("form.query");
  const queryOfPage = form.querySelector("textarea").value;
  const queryOfUrl = new URLSearchParams(location.search).get("query");

  const autocompleters = registerCompletion(Yasgui.Yasqe, vocabulary, words);
  let yasgui;
  const queryOf = (yasr) =>
    Object.values(yasgui._tabs)
      .find((tab) => tab.getYasr() === yasr)
      ?.getQuery();
  const pictures = registerPictures(Yasgui.Yasr, words, queryOf, JSON.parse(place.dataset.placeKinds));

  place.hidden = false;
  form.hidden = true;
  document.querySelector("nav.begin")?.remove();
  yasgui = new Yasgui(place, {
    requestConfig: { endpoint: ownEndpoint, method: "POST" },
    copyEndpointOnNewTab: false,
    autofocus: false,
    persistenceId: "tabunka-sparql",
    tabName: words.tab,
    // A link to a tab may bring a query, and never an endpoint: this page talks to its own server only.
    populateFromUrl: (config) => ({ ...config, requestConfig: { ...config.requestConfig, endpoint: ownEndpoint } }),
    endpointCatalogueOptions: { getData: () => [], keys: [], renderItem: () => {} },
    yasqe: { autocompleters, value: queryOfPage, prefixCcApi: null, editorHeight: "22rem", resizeable: true },
    yasr: {
      ...Yasgui.Yasr.defaults,
      prefixes: vocabulary.prefixes,
      pluginOrder: ["table", ...pictures, "response"],
      defaultPlugin: "table",
      plugins: {
        ...Yasgui.Yasr.defaults.plugins,
        table: { ...Yasgui.Yasr.defaults.plugins.table, dynamicConfig: { compact: true, isEllipsed: false } },
      },
    },
  });

  // Its own words are English, whatever the page is in.
  place.querySelector(".yasgui").lang = "en";

  const open = (name, query) => {
    const tab = yasgui.addTab(
      true,
      { ...Yasgui.Tab.getDefaults(yasgui), name, yasqe: { value: query }, requestConfig: { endpoint: ownEndpoint } },
      { avoidDuplicateTabs: true },
    );
    return tab;
  };
  if (queryOfUrl) open(words.tab, queryOfPage);
  place.prepend(
    questionMenu(vocabulary.questions, words, (question) => {
      const tab = open(question.title, question.query);
      tab.query().catch(() => {});
    }),
  );
  const hint = document.createElement("p");
  hint.className = "editor-hint";
  hint.textContent = words.hint;
  place.append(hint);
  // The answer that came with the page belongs to the query in the URL: it goes when another one is asked.
  yasgui.on("query", () => document.querySelector("section.answer")?.remove());
}

const place = document.getElementById("editor");
if (place) {
  start(place).catch((error) => {
    // Whatever went wrong, the form is there.
    console.error(error);
    place.hidden = true;
    document.querySelector("form.query").hidden = false;
  });
}
