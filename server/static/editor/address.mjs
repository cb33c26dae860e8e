// The state of the page in its address: short ones in the query part, as links and forms without scripts have them;
// long ones, which no server need take, packed in the fragment.

const LONGEST = 2000;
const OF_STATE = ["query", "show", "label", "measure"];

/** The state that the address `href` holds, or null where it holds no query. */
export async function stateOf(href) {
  const url = new URL(href);
  const packed = url.hash.startsWith("#q=") ? await unpacked(url.hash.slice(3)) : null;
  const parameters = packed === null ? url.searchParams : new URLSearchParams(packed);
  if (!parameters.get("query")) return null;
  return Object.fromEntries(OF_STATE.filter((name) => parameters.get(name)).map((name) => [name, parameters.get(name)]));
}

/** The address of `state` on the page at `href`; parameters of others, such as the language, stay. */
export async function addressOf(state, href) {
  const url = new URL(href);
  for (const name of OF_STATE) url.searchParams.delete(name);
  url.hash = "";
  const long = new URL(url);
  const parameters = new URLSearchParams(state);
  for (const [name, value] of parameters) url.searchParams.set(name, value);
  if (url.href.length <= LONGEST) return url.href;
  long.hash = `q=${await packedOf(parameters.toString())}`;
  return long.href;
}

async function through(bytes, stream) {
  return new Uint8Array(await new Response(new Blob([bytes]).stream().pipeThrough(stream)).arrayBuffer());
}

async function packedOf(text) {
  const bytes = await through(new TextEncoder().encode(text), new CompressionStream("deflate-raw"));
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

async function unpacked(text) {
  try {
    const bytes = Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
    return new TextDecoder().decode(await through(bytes, new DecompressionStream("deflate-raw")));
  } catch {
    return null; // not packed by this page
  }
}
