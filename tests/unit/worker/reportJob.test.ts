import { readFile } from "node:fs/promises";
import { beforeAll, beforeEach, expect, test } from "vitest";
import { readModelInfo } from "../../../src/model/modelInfo";
import { keepEvaluation } from "../../../src/worker/evaluationStore";
import type { OpenModel } from "../../../src/worker/openModel";
import { report } from "../../../src/worker/reportJob";
import { openStore } from "../../../src/worker/storage";
import { workbench } from "../../../src/worker/workbench";
import { evaluation } from "../export/report/madeReport";

const FOLDER = "public/models/babel-7m";
const HASH = "0123456789abcdef";
const context = { signal: new AbortController().signal, onProgress: () => undefined };

/** The sample model as it opens. */
let opened: object;

beforeAll(async () => {
  const config = await readFile(`${FOLDER}/config.json`, "utf8");
  opened = {
    info: readModelInfo(JSON.parse(config), "babel-7m"),
    file: {
      path: "model.safetensors",
      blob: new Blob([new Uint8Array(await readFile(`${FOLDER}/model.safetensors`))]),
    },
    shards: [],
    smallFiles: [{ path: "config.json", blob: new Blob([config]) }],
    hash: HASH,
    dtype: "f16",
  };
});

/** A measurement of the base, its weights as they were. */
async function measure(label: string, dtype: string): Promise<void> {
  const { kind, date, result, manifest } = evaluation("deactivation", false);
  const model = { name: "babel-7m", hash: HASH, dtype, isRounded: false };
  const summary = { id: label, kind, date, label, settings: "s", model, run: null };
  await keepEvaluation(await openStore(), { summary, result, manifest });
}

beforeEach(async () => {
  await measure("measured-as-halves", "f16");
  await measure("measured-as-bytes", "f16 as q8");
});

test.each([
  ["in our decoder, as q8", { provider: "wgsl", weightFormat: "q8" }, "measured-as-bytes", "measured-as-halves"],
  [
    "in our decoder, as stored",
    { provider: "wgsl", weightFormat: "as stored" },
    "measured-as-halves",
    "measured-as-bytes",
  ],
  ["as a graph", { provider: "wasm" }, "measured-as-halves", "measured-as-bytes"],
])("of the base alone it tells what was measured of the weights that are open: %s", async (_, open, told, other) => {
  workbench.model = { ...opened, ...open } as unknown as OpenModel;
  const page = await (await report({}, context)).text();
  expect(page).toContain(told);
  expect(page).not.toContain(other);
});

test("without a model it says what to do", async () => {
  workbench.model = null;
  await expect(report({}, context)).rejects.toThrow("no model is open");
});
