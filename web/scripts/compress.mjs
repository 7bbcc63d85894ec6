// After the build: .gz and .br beside each text file, so that the server never compresses the same thing twice.
import { createReadStream, createWriteStream } from "node:fs";
import { readdir, stat, unlink } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { fileURLToPath } from "node:url";
import { constants, createBrotliCompress, createGzip } from "node:zlib";

const root = process.argv[2] ?? fileURLToPath(new URL("../dist", import.meta.url));
const TEXT = /\.(js|css|html|svg|json|webmanifest)$/;

for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
  const path = join(entry.parentPath, entry.name);
  if (!entry.isFile() || !TEXT.test(entry.name)) continue;
  const { size } = await stat(path);
  if (size < 1024) continue;
  await pipeline(createReadStream(path), createGzip({ level: 9 }), createWriteStream(`${path}.gz`));
  const brotli = createBrotliCompress({ params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: size } });
  await pipeline(createReadStream(path), brotli, createWriteStream(`${path}.br`));
  for (const kind of ["gz", "br"]) if ((await stat(`${path}.${kind}`)).size >= size) await unlink(`${path}.${kind}`);
}
