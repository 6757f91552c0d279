// Holds exported deltas, adapters and merged models against PyTorch, and against transformers and PEFT where they are installed:
// a made delta of the sample model, once as rows and columns and once as IA3, must give the same model in every form.
// PYTHON names the interpreter; it needs torch 1.13 or newer.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, openAsBlob, rmSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createServer } from "vite";

const MODEL = "public/models/babel-7m";
const folder = mkdtempSync(join(tmpdir(), "babelscope-adapters-"));
const vite = await createServer({ server: { middlewareMode: true }, appType: "custom", logLevel: "error" });
const load = (path) => vite.ssrLoadModule(`/src/${path}.ts`);

async function save(files, name) {
  for (const file of files) {
    const path = join(folder, name, file.path);
    mkdirSync(dirname(path), { recursive: true });
    await writeFile(path, file.chunks());
  }
}

try {
  const { seededRandom } = await load("tensor/random");
  const { openSafetensorsWeights } = await load("model/safetensorsWeights");
  const { exportDelta } = await load("export/deltaFile");
  const { adapterFiles } = await load("export/adapterFiles");
  const { mergedModelFiles } = await load("export/mergedModel");

  const source = await openSafetensorsWeights(
    { path: "model.safetensors", blob: await openAsBlob(join(MODEL, "model.safetensors")) },
    [],
  );
  const smallFiles = [];
  for (const path of ["config.json", "tokenizer.json", "tokenizer_config.json"]) {
    smallFiles.push({ path, blob: await openAsBlob(join(MODEL, path)) });
  }
  const base = { name: "babel-7m", hash: "0".repeat(64), dtype: "f16", isRounded: false };
  const manifest = { format: "babelscope-manifest", version: 1 };
  const random = seededRandom(1, "check");
  const numbers = (n, middle, size) =>
    Float32Array.from({ length: n }, () => middle + size * ((random.next() % 1000) / 1000));
  const module = (l, name) => {
    const full = `model.layers.${l}.${name}`;
    return { module: full, shape: source.tensors.get(`${full}.weight`).shape };
  };
  const rows = (l, name, index) => {
    const { module: full, shape } = module(l, name);
    return { kind: "rows", module: full, shape, index, delta: numbers(index.length * shape[1], 0, 0.1) };
  };
  const columns = (l, name, index) => {
    const { module: full, shape } = module(l, name);
    return { kind: "columns", module: full, shape, index, delta: numbers(shape[0] * index.length, 0, 0.1) };
  };
  const scale = (l, name, kind) => {
    const { module: full, shape } = module(l, name);
    return { kind, module: full, shape, scale: numbers(shape[kind === "scaleInput" ? 1 : 0], 1, 0.5) };
  };
  const [few, many] = [Int32Array.of(5, 17, 700), Int32Array.of(0, 3, 9, 300, 767)];
  const deltas = {
    subnetwork: [
      ...[rows(1, "mlp.gate_proj", few), rows(1, "mlp.up_proj", few), columns(1, "mlp.down_proj", few)],
      ...[rows(4, "mlp.gate_proj", many), rows(4, "mlp.up_proj", many), columns(4, "mlp.down_proj", many)],
    ],
    ia3: [0, 5].flatMap((l) => [
      ...[scale(l, "self_attn.k_proj", "scaleOutput"), scale(l, "self_attn.v_proj", "scaleOutput")],
      scale(l, "mlp.down_proj", "scaleInput"),
    ]),
  };
  const merge = (delta) =>
    mergedModelFiles({
      ...{ source, formats: new Map(), base, delta, dtype: "F32", isHeadShared: true, smallFiles, manifest },
      maxShardBytes: 12e6,
    });
  await save(await merge(null), "base");
  for (const [method, modules] of Object.entries(deltas)) {
    const delta = { method, modules, base };
    await writeFile(join(folder, `${method}.safetensors`), exportDelta(delta, manifest).stream());
    await save(adapterFiles(delta, manifest), `${method}-adapter`);
    await save(await merge(delta), `${method}-merged`);
  }
  const { status } = spawnSync(process.env.PYTHON ?? "python3", ["scripts/checkTorchAdapters.py", folder, MODEL], {
    stdio: "inherit",
  });
  if (status !== 0) throw new Error("scripts/checkTorchAdapters.py failed");
} finally {
  await vite.close();
  rmSync(folder, { recursive: true });
}
