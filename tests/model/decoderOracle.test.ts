import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { tapModel } from "../../src/model/tapModel";
import { runOracle } from "../support/decoderOracle";
import { GOLDEN_LORA, GOLDEN_MASK, GOLDEN_RUNS, goldenStep } from "../support/goldenTrain";
import { closeness } from "../support/numeric";
import type { NamedTensor, OracleParameter, OracleTuning } from "../support/oracleTuning";
import { openWasm, runWasm } from "../support/ortWasm";
import { q4TensorsOf, SAMPLE_CONFIG, safetensorsOf } from "../support/sampleTensors";
import { windowRows } from "../support/windowRows";

const read = (path: string) => new Blob([readFileSync(new URL(`../../${path}`, import.meta.url))]);
const MODEL = "public/models/babel-7m";

const norm = (gradient: Float64Array): number => Math.sqrt(gradient.reduce((sum, g) => sum + g * g, 0));
const norms = (gradients: ReadonlyMap<string, Float64Array>): Record<string, number> =>
  Object.fromEntries(Array.from(gradients, ([name, gradient]) => [name, norm(gradient)]));

/** PyTorch's f32 against our f64; its norm of the embedding alone is a sum of two million squares. */
function expectClose(got: Readonly<Record<string, number>>, want: Readonly<Record<string, number>>): void {
  const names = Object.keys(want);
  expect(names.filter((name) => got[name] === undefined)).toEqual([]);
  for (const name of names) {
    expect(closeness([got[name]!], [want[name]!], { rtol: 1e-4, atol: 1e-9 }), name).toBeLessThanOrEqual(1);
  }
}

describe("on the sample model the oracle agrees with PyTorch's first step", async () => {
  const tensors = await safetensorsOf(read(`${MODEL}/model.safetensors`));
  const step = goldenStep(0);

  test("in the loss and the gradients of all tensors", () => {
    const run = runOracle(SAMPLE_CONFIG, tensors, step);
    const { losses, gradNorms, firstStepGradNorms } = GOLDEN_RUNS.full;
    expectClose({ loss: run.lossNats }, { loss: losses[0]! });
    const frozen = run.frozenGradients();
    expect([...frozen.keys()].sort()).toEqual(Object.keys(firstStepGradNorms).sort());
    expectClose(norms(frozen), { ...firstStepGradNorms, ...GOLDEN_RUNS.ffnOnly.firstStepGradNorms });
    expectClose({ global: Math.hypot(...Object.values(norms(frozen))) }, { global: gradNorms[0]! });
  });

  test("in the gradients of a subnetwork", () => {
    const tunings = new Map(GOLDEN_MASK.flatMap((neurons, l) => (neurons.length > 0 ? subnetwork(l, neurons) : [])));
    const run = runOracle(SAMPLE_CONFIG, tensors, step, { tunings });
    const { losses, gradNorms, firstStepGradNorms } = GOLDEN_RUNS.subnetwork;
    expectClose({ loss: run.lossNats }, { loss: losses[0]! });
    const tuned = run.tunedGradients();
    expect([...tuned.keys()].sort()).toEqual(Object.keys(firstStepGradNorms).sort());
    expectClose(norms(tuned), firstStepGradNorms);
    expectClose({ global: Math.hypot(...Object.values(norms(tuned))) }, { global: gradNorms[0]! });
  });

  test("in the gradients of LoRA", async () => {
    const init = await safetensorsOf(read("tests/fixtures/train/lora_init.safetensors"));
    const tunings = new Map(Array.from(init, ([name, a]) => adapter(name, a)));
    const run = runOracle(SAMPLE_CONFIG, tensors, step, { tunings });
    expectClose({ loss: run.lossNats }, { loss: GOLDEN_RUNS.lora.losses[0]! });
    const tuned = run.tunedGradients();
    expect(tuned.size).toBe(Object.keys(GOLDEN_RUNS.lora.firstStepGradNorms).length);
    expectClose(norms(tuned), GOLDEN_RUNS.lora.firstStepGradNorms);
  });

  /** Rows of gate and up and columns of down, holding what the base holds. */
  function subnetwork(l: number, neurons: readonly number[]): [string, OracleTuning][] {
    const { dModel, dMlp } = SAMPLE_CONFIG;
    return (["gate", "up", "down"] as const).map((part) => {
      const name = `model.layers.${l}.mlp.${part}_proj.weight`;
      const { values } = tensors.get(name)!;
      const channels = Array.from({ length: dModel }, (_, c) => c);
      if (part === "down") {
        const columns = channels.flatMap((c) => neurons.map((j) => values[c * dMlp + j]!));
        return [name, columnsOf(name, neurons, columns)];
      }
      const rows = neurons.flatMap((j) => channels.map((c) => values[j * dModel + c]!));
      return [name, { kind: "rows", index: neurons, weight: { name, shape: [neurons.length, dModel], values: rows } }];
    });
  }

  const columnsOf = (name: string, index: readonly number[], values: number[]): OracleTuning => ({
    kind: "columns",
    index,
    weight: { name, shape: [SAMPLE_CONFIG.dModel, index.length], values },
  });

  function adapter(nameOfA: string, a: NamedTensor): [string, OracleTuning] {
    const module = nameOfA.replace(/\.lora_A\.weight$/, "");
    const { rank, alpha } = GOLDEN_LORA;
    const nOut = tensors.get(`${module}.weight`)!.shape[0]!;
    const b: OracleParameter = {
      name: `${module}.lora_B.weight`,
      shape: [nOut, rank],
      values: new Float64Array(nOut * rank),
    };
    return [`${module}.weight`, { kind: "lora", a: { name: nameOfA, ...a }, b, scale: alpha / rank }];
  }
});

test("on the sample model's q4 file the oracle agrees with ONNX Runtime", async () => {
  const file = { path: "model_q4.onnx", blob: read(`${MODEL}/onnx/model_q4.onnx`) };
  const ids = Array.from({ length: 24 }, (_, t) => 3 + ((t * 7919) % 8000));
  const tapped = await tapModel(file, [], { nLayers: 6, dMlp: 768, prune: false });
  const session = await openWasm(tapped);
  const want = await runWasm(session, tapped.inputs, ids);
  await session.release();
  const { logits, gates } = runOracle(
    { ...SAMPLE_CONFIG, isTied: false },
    await q4TensorsOf(file.blob),
    windowRows([ids]),
  );
  // Sums of at most 768 products in f32, through six layers.
  const tolerance = { rtol: 1e-5, atol: 1e-4 };
  expect(closeness(want.get("logits")!, logits, tolerance)).toBeLessThanOrEqual(1);
  for (const { tensor, layer } of tapped.taps) {
    expect(closeness(want.get(tensor)!, gates[layer]!, tolerance)).toBeLessThanOrEqual(1);
  }
});
