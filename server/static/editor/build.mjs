// Bundles the SPARQL editor into server/static/vendor, which git ignores: no third-party code is committed.
import { build } from "esbuild";
import { rm } from "node:fs/promises";
import { fileURLToPath } from "node:url";

const here = new URL(".", import.meta.url);
const out = fileURLToPath(new URL("../vendor", here));

await rm(out, { recursive: true, force: true });
await build({
  entryPoints: { editor: fileURLToPath(new URL("editor.mjs", here)) },
  outdir: out,
  bundle: true,
  minify: true,
  format: "esm",
  target: ["es2022"],
  legalComments: "linked",
  logLevel: "warning",
});
