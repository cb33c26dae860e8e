// What the server says is wrong with a query (problem details, RFC 9457): in words below the query, marked in it, and
// with a button for each repair.
import { changeOf, offsetOf } from "./query.mjs";

/** The sentence about `problem` in the reader's `words`. */
export function sentence(problem, words) {
  const cause = words.causes[problem.cause] ?? words.causes[problem.limit] ?? words.causes[problem.status] ?? words.other;
  return cause.replace("#text", problem.text ?? "");
}

/** What the button of `repair` says. */
export function labelOf(repair, words) {
  return words.repairs[repair.kind].replace("#insert", repair.insert).replace("#text", repair.text);
}

/** Mark `problem` at its place in `box`. */
export function mark(problem, box, words) {
  if (!problem.line) return;
  const from = offsetOf(box.text, problem.line, problem.column);
  const isThere = problem.text && box.text.startsWith(problem.text, from);
  const [start, end] = isThere || from < box.text.length ? [from, from + (isThere ? problem.text.length : 1)] : [Math.max(0, from - 1), from];
  box.mark(start, end, sentence(problem, words));
}

/** `problem` as the part of the page that the server would make of it. */
export function fault(problem, words) {
  const part = document.createElement("section");
  part.className = "fault";
  part.id = "fault";
  part.setAttribute("role", "alert");
  const title = document.createElement("h2");
  title.append(sentence(problem, words));
  if (problem.line) {
    const at = document.createElement("small");
    at.textContent = words.at.replace("#line", problem.line).replace("#column", problem.column);
    title.append(" ", at);
  }
  const detail = document.createElement("p");
  detail.className = "in-detail";
  detail.lang = "en";
  detail.textContent = problem.detail;
  part.append(title, detail);
  return part;
}

/** Put a button for each repair of `problem` into `part`, in the place of links; `repaired` is called after it. */
export function addRepairs(part, problem, box, words, repaired) {
  part.querySelector(".mendings")?.remove();
  if (!problem.repairs?.length) return;
  const mendings = document.createElement("p");
  mendings.className = "mendings";
  mendings.append(words.mend, " ");
  for (const repair of problem.repairs) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = labelOf(repair, words);
    button.addEventListener("click", () => {
      box.change(changeOf(box.text, repair));
      repaired();
    });
    mendings.append(button, " ");
  }
  part.querySelector("h2").after(mendings);
}
