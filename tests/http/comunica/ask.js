// Asks Comunica, which takes half a second to start, several questions in one process, each with an engine of its own.
// Input: a JSON object of {source, query, mediaType} by name. Output: {answer} in that format, or {error}, by name.
const { text } = require("node:stream/consumers");
const { QueryEngine } = require("@comunica/query-sparql");

async function answerTo({ source, query, mediaType }) {
  const engine = new QueryEngine();
  const result = await engine.query(query, { sources: [source] });
  return text((await engine.resultToString(result, mediaType)).data);
}

async function main() {
  const answers = {};
  for (const [name, question] of Object.entries(JSON.parse(await text(process.stdin)))) {
    answers[name] = await answerTo(question).then((answer) => ({ answer }), (error) => ({ error: String(error) }));
  }
  process.stdout.write(JSON.stringify(answers));
}

main();
