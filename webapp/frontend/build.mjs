// Bundles src/ into the folder named by the first argument: scripts, styles, one sprite of icons, manifest.json.
import { createHash } from "node:crypto";
import { copyFile, mkdir, readFile, readdir, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const out = process.argv[2];
const COMPRESSIBLE = /\.(js|css|svg|wasm)$/;

async function bundle() {
  const result = await build({
    entryPoints: ["src/app.js", "src/diagram.js", "src/scan-worker.js", "src/app.css", "src/diagram.css"],
    outdir: out,
    bundle: true,
    splitting: true,
    format: "esm",
    minify: true,
    legalComments: "linked",
    entryNames: "[name]-[hash]",
    chunkNames: "chunk-[hash]",
    assetNames: "[name]-[hash]",
    loader: { ".woff": "file", ".woff2": "file", ".ttf": "file", ".wasm": "file", ".eot": "empty", ".svg": "file" },
    target: ["es2022"],
    metafile: true,
  });
  const manifest = {};
  for (const [path, output] of Object.entries(result.metafile.outputs)) {
    if (output.entryPoint) manifest[basename(output.entryPoint)] = basename(path);
  }
  return manifest;
}

async function sprite() {
  const names = JSON.parse(await readFile("src/icons.json", "utf8"));
  const symbols = await Promise.all(
    names.map(async (name) => {
      const svg = await readFile(join("node_modules/@tabler/icons/icons/outline", `${name}.svg`), "utf8");
      const drawing = svg.slice(svg.indexOf("<path"), svg.lastIndexOf("</svg>")).trim();
      return `<symbol id="${name}" viewBox="0 0 24 24">${drawing}</symbol>`;
    }),
  );
  const text = `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>`;
  const name = `icons-${createHash("sha256").update(text).digest("hex").slice(0, 8)}.svg`;
  await writeFile(join(out, name), text);
  return name;
}

async function compress() {
  for (const name of await readdir(out)) {
    if (COMPRESSIBLE.test(name)) await writeFile(join(out, `${name}.gz`), gzipSync(await readFile(join(out, name)), { level: 9 }));
  }
}

await mkdir(out, { recursive: true });
const manifest = { ...(await bundle()), "icons.svg": await sprite(), "favicon.svg": "favicon.svg" };
await copyFile("src/favicon.svg", join(out, "favicon.svg"));
await writeFile(join(out, "manifest.json"), JSON.stringify(manifest, null, 1));
await compress();
