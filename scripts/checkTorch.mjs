// Holds our torch files against PyTorch itself: it loads what we export (also with weights_only=True), and we import what it saves.
// PYTHON names the interpreter; it needs torch 1.13 or newer, and safetensors for that part of the check.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createServer } from "vite";

const folder = mkdtempSync(join(tmpdir(), "babelscope-torch-"));
const vite = await createServer({ server: { middlewareMode: true }, appType: "custom", logLevel: "error" });

function python(step) {
  const { status } = spawnSync(process.env.PYTHON ?? "python3", ["scripts/checkTorch.py", step, folder], {
    stdio: "inherit",
  });
  if (status !== 0) throw new Error(`scripts/checkTorch.py ${step} failed`);
}

const read = (name) => new Blob([readFileSync(join(folder, name))]);
const write = async (name, blob) => writeFileSync(join(folder, name), Buffer.from(await blob.arrayBuffer()));
const plain = (mask) => mask.neurons.map((layers) => layers.map((indices) => [...indices]));

function equal(a, b, what) {
  if (JSON.stringify(a) !== JSON.stringify(b)) throw new Error(`${what} differs`);
  console.log(`ok: ${what}`);
}

try {
  const { exportMask, importMask } = await vite.ssrLoadModule("/src/export/maskFiles.ts");
  const { importStats } = await vite.ssrLoadModule("/src/export/statsFiles.ts");
  const { maskJson, maskPt, maskSafetensors } = await vite.ssrLoadModule("/src/ui/export/snippets.ts");

  const published = new Blob([readFileSync("tests/fixtures/masks/nemo-5.pt")]);
  const languages = "mlt afr isl cym mkd lvs lit slv slk ekk kat npi".split(" ");
  const { mask } = await importMask(published, { languages, dMlp: 14336 });
  const withEmpty = {
    ...mask,
    languages: [...languages, "none"],
    neurons: [...mask.neurons, mask.neurons[0].map(() => new Int32Array(0))],
  };
  const manifest = { format: "babelscope-manifest", version: 1, note: "naïve ქართული" };
  const SNIPPET = {
    pt: (file) => maskPt(file, withEmpty.languages),
    safetensors: (file) => maskSafetensors(file, withEmpty.languages, withEmpty.nLayers),
    json: (file) => maskJson(file),
  };
  for (const format of ["pt", "safetensors", "json"]) {
    await write(`mask.${format}`, exportMask(withEmpty, format, manifest));
    writeFileSync(join(folder, `${format}.py`), SNIPPET[format](join(folder, `mask.${format}`)));
  }
  python("load");

  python("save");
  const expected = JSON.parse(readFileSync(join(folder, "saved.json"), "utf8"));
  equal(plain((await importMask(read("saved.pt"))).mask), expected.mask, "a mask that PyTorch saved");
  const { stats } = await importStats(read("activation.pt"), ["mlt_Latn"]);
  equal([...stats.overZero[0]], expected.over_zero, "counts that PyTorch saved");
  equal(
    Array.from(stats.actSum[0], (sum) => Math.fround(sum / expected.n)),
    expected.means,
    "means that PyTorch saved",
  );
} finally {
  await vite.close();
  rmSync(folder, { recursive: true });
}
