// Builds the widget: node build.mjs [folder]. Two files: what every page loads, and what comes when the panel is
// opened. Prints both sizes and fails when the first is above 15 KB gzip.
import { build, transform } from "esbuild";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const here = dirname(fileURLToPath(import.meta.url));
const folder = process.argv[2] ?? join(here, "../static/chat");
const target = ["chrome123", "firefox128", "safari17.5"];
const LIMIT = 15 * 1024;

const styles = {
  name: "styles",
  setup: (b) => b.onLoad({ filter: /\.css$/ }, async ({ path }) => {
    const { code } = await transform(await readFile(path, "utf8"), { loader: "css", minify: true, target });
    return { contents: code.trim(), loader: "text" };
  }),
};

async function bundle(entry, name, format) {
  const { outputFiles } = await build({
    entryPoints: [join(here, "src", entry)], bundle: true, minify: true, format, target,
    charset: "utf8", legalComments: "none", plugins: [styles], write: false, logLevel: "warning",
  });
  const code = outputFiles[0].contents, gzip = gzipSync(code, { level: 9 }).length;
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, name), code);
  console.log(`${name} ${code.length} bytes, gzip ${gzip}`);
  return gzip;
}

const first = await bundle("main.js", "widget.js", "iife");
await bundle("more/index.js", "widget-more.js", "esm");
if (first > LIMIT) {
  console.error(`widget.js is ${first - LIMIT} bytes above its limit of ${LIMIT}.`);
  process.exit(1);
}
