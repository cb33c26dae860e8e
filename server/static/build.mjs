// Bundles the SPARQL editor and the map into server/static/vendor, which git ignores: no third-party code is committed.
import { build } from "esbuild";
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { LAND_PACKAGE, landOf } from "./map/land.mjs";

const here = new URL(".", import.meta.url);
const root = new URL("../../", here);
const out = new URL("vendor/", here);

await rm(out, { recursive: true, force: true });
const { metafile } = await build({
  entryPoints: Object.fromEntries(
    ["editor", "map"].map((name) => [name, fileURLToPath(new URL(`${name}/${name}.mjs`, here))]),
  ),
  outdir: fileURLToPath(out),
  absWorkingDir: fileURLToPath(root),
  bundle: true,
  minify: true,
  format: "esm",
  target: ["es2022"],
  external: ["*.png"], // Leaflet's style names pictures of things that the map does not have
  metafile: true,
  logLevel: "warning",
});

/** The licence of the package in `folder`, with its name: a copy of a package must bring it along. */
async function licence(folder) {
  const { name, version } = JSON.parse(await readFile(new URL("package.json", folder), "utf8"));
  const file = (await readdir(folder)).find((entry) => /^licen[cs]e/i.test(entry));
  if (!file) throw new Error(`${name} ${version}: no file with its licence; see whether it may be bundled`);
  return `${name} ${version}\n\n${await readFile(new URL(file, folder), "utf8")}`;
}

const land = await landOf(new URL("site/", root));
if (land) await writeFile(new URL("land.json", out), JSON.stringify(land));

const PACKAGE = /^.*node_modules\/(?:@[^/]+\/)?[^/]+\//;
const folders = new Set(Object.keys(metafile.inputs).map((path) => path.match(PACKAGE)?.[0]).filter(Boolean));
if (land) folders.add(LAND_PACKAGE);
const licences = await Promise.all([...folders].sort().map((folder) => licence(new URL(folder, root))));
await writeFile(new URL("licences.txt", out), licences.join(`\n${"-".repeat(80)}\n\n`));
