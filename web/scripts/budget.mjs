// Bundle budgets: what a first visit to a home page loads, with gzip (brotli is smaller), styles and fonts included.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const dist = process.argv[2] ?? fileURLToPath(new URL("../dist", import.meta.url));
const manifest = JSON.parse(readFileSync(`${dist}/.vite/manifest.json`, "utf8"));
const KB = 1024;
const BUDGETS = [
  { name: "phone home", entry: "m/index.html", pages: /^src\/phone\/(home\/HomePage|.*\/\w+Panel)\.vue$/, limit: 250 * KB },
  { name: "console home", entry: "console/index.html", pages: /^src\/console\/(home\/HomePage|.*\/\w+Panel)\.vue$/, limit: 600 * KB },
  { name: "phone log-in", entry: "m/index.html", pages: /^src\/phone\/account\/LogInPage\.vue$/, limit: 200 * KB },
];

const sizes = new Map();
function sizeOf(file) {
  if (!sizes.has(file)) {
    const path = `${dist}/${file}`;
    // Fonts are compressed already.
    const size = /\.woff2$/.test(file) ? readFileSync(path).length : gzipSync(readFileSync(path), { level: 9 }).length;
    sizes.set(file, size);
  }
  return sizes.get(file);
}

function loaded(entry, pages) {
  const files = new Set([entry]);
  const seen = new Set();
  const visit = (key) => {
    if (seen.has(key)) return;
    seen.add(key);
    const chunk = manifest[key];
    files.add(chunk.file);
    for (const file of [...(chunk.css ?? []), ...(chunk.assets ?? [])]) files.add(file);
    for (const next of chunk.imports ?? []) visit(next);
  };
  visit(entry);
  for (const key of Object.keys(manifest)) if (pages.test(manifest[key].src ?? "")) visit(key);
  return files;
}

let failed = false;
for (const { name, entry, pages, limit } of BUDGETS) {
  const files = [...loaded(entry, pages)];
  const total = files.reduce((sum, file) => sum + sizeOf(file), 0);
  const fits = total <= limit;
  failed ||= !fits;
  console.log(`${fits ? "fits " : "OVER "} ${name}: ${(total / KB).toFixed(0)} KB of ${limit / KB} KB in ${files.length} files`);
  if (!fits || process.argv.includes("--list")) for (const file of files.sort((a, b) => sizeOf(b) - sizeOf(a)).slice(0, 12)) console.log(`      ${(sizeOf(file) / KB).toFixed(1).padStart(7)} KB ${file}`);
}
process.exit(failed ? 1 : 0);
