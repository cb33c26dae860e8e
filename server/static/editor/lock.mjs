// Takes every address out of the lock files: .npmrc leaves out registries, this the pages of maintainers.
import { readFile, writeFile } from "node:fs/promises";

for (const place of ["../../../package-lock.json", "../../../tests/http/comunica/package-lock.json"]) {
  const path = new URL(place, import.meta.url);
  const lock = JSON.parse(await readFile(path, "utf8"));
  for (const entry of Object.values(lock.packages)) {
    delete entry.funding;
    delete entry.resolved;
  }
  await writeFile(path, JSON.stringify(lock, null, 2) + "\n");
}
