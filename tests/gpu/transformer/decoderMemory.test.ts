import { describe, expect } from "vitest";
import { createTuning } from "../../../src/train/createTuning";
import type { Method } from "../../../src/train/finetuneConfig";
import { planTuning } from "../../../src/train/trainables";
import { tuningWidth } from "../../../src/train/tuningPlan";
import { openDecoder } from "../../../src/transformer/decoder";
import { activationBytes, type Purpose } from "../../../src/transformer/decoderMemory";
import { EMBEDDING } from "../../../src/transformer/decoderTensors";
import { loadDecoderWeights } from "../../../src/transformer/loadWeights";
import type { Tuning } from "../../../src/transformer/tuning";
import { DECODER_VARIANTS } from "../../support/decoderVariants";
import { gpuTest } from "../../support/gpuHarness";
import { randomModel, randomSource } from "../../support/randomModel";
import { watchBuffers } from "../../support/watchBuffers";
import { windowRows } from "../../support/windowRows";

/** 200 tokens: what does not grow with them is little beside. */
const ROWS = windowRows(Array.from({ length: 2 }, (_, w) => Array.from({ length: 100 }, (_, t) => (7 * t + w) % 37)));

/** One tensor trained as a whole. */
function trained(device: GPUDevice, name: string, shape: readonly number[]): Tuning {
  const size = 4 * shape.reduce((product, dim) => product * dim, 1);
  const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST;
  const [weight, grad] = [0, 1].map(() => device.createBuffer({ size, usage })) as [GPUBuffer, GPUBuffer];
  return new Map([[name, { kind: "dense", weight: { name, shape, weight, grad } }]]);
}

describe.for(["Llama", "Qwen3 (norms of heads, GeGLU)"])("%s", (variant) => {
  const config = DECODER_VARIANTS[variant]!;
  const { nLayers, dModel, dMlp, dVocab } = config;
  gpuTest.for<[string, Purpose, string, readonly number[]]>([
    ["gates", { kind: "gates" }, "", []],
    ["scores", { kind: "score" }, "", []],
    [
      "trains the upper layer",
      { kind: "train", lowestLayer: 1 },
      "model.layers.1.self_attn.q_proj.weight",
      [config.nHeads * config.dHead, dModel],
    ],
    [
      "trains all layers",
      { kind: "train", lowestLayer: 0 },
      "model.layers.0.self_attn.k_proj.weight",
      [config.nKvHeads * config.dHead, dModel],
    ],
    ["trains the embedding", { kind: "train", lowestLayer: -1 }, EMBEDDING, [dVocab, dModel]],
    ["trains the final norm", { kind: "train", lowestLayer: nLayers }, "model.norm.weight", [dModel]],
  ])("%s in the bytes that were told", async ([, purpose, name, shape], { device }) => {
    const weights = await loadDecoderWeights(randomSource(randomModel(1, config)), config, { device });
    const decoder = await openDecoder(device, config, weights);
    const tuning = name === "" ? new Map() : trained(device, name, shape);
    const watch = watchBuffers(device);
    if (purpose.kind === "gates") await decoder.gates(ROWS, () => undefined);
    else if (purpose.kind === "score") await decoder.logProbs(ROWS);
    else await decoder.lossAndGradients(ROWS, tuning, { accumulate: false, dropoutSeed: 1, step: 0 });
    const told = activationBytes(config, ROWS.nTokens, purpose);
    const taken = watch.bytes(GPUBufferUsage.STORAGE);
    // Beside them only the table of angles and, for the embedding, which tokens come where.
    const besides = 4 * 512 * config.dHead + (name === EMBEDDING ? 4 * (2 * ROWS.nTokens + 100) : 0);
    expect(taken).toBeLessThanOrEqual(told.total + besides);
    expect(taken).toBeGreaterThan(told.total * 0.75);
    expect(told.largest).toBe(
      Math.max(
        4 * ROWS.nTokens * Math.max(dModel, dMlp, config.nHeads * config.dHead),
        purpose.kind === "gates" ? 0 : 4 * ROWS.nTokens * dVocab,
      ),
    );
    decoder.destroy();
  });

  gpuTest.for<Method>(["subnetwork", "lora", "ia3"])(
    "trains by %s, and measures losses between, in the bytes that were told",
    async (method, { device }) => {
      const source = randomSource(randomModel(1, config));
      const weights = await loadDecoderWeights(source, config, { device });
      const decoder = await openDecoder(device, config, weights);
      const neurons = Array.from({ length: nLayers }, (_, l) => Array.from({ length: 5 + l }, (_, j) => 3 * j));
      const plan = planTuning(config, { method, seed: 1, lora: { rank: 6, alpha: 6, dropout: 0.1 } }, neurons);
      const { tuning, destroy } = await createTuning(plan, { source, formats: new Map() }, device, { seed: 1 });
      await decoder.lossAndGradients(ROWS, tuning, { accumulate: false, dropoutSeed: 1, step: 0 });
      const training = { kind: "train", lowestLayer: 0, tuningWidth: tuningWidth(plan) } as const;
      // Both bounds in one: nothing but the table of angles lies beside what is told, and all of that is needed.
      const besides = 4 * 512 * config.dHead;
      expect(decoder.workspaceBytes()).toBe(activationBytes(config, ROWS.nTokens, training).total + besides);
      await decoder.logProbs(ROWS, { tuning });
      const both = activationBytes(config, ROWS.nTokens, { ...training, scores: true });
      expect(decoder.workspaceBytes()).toBe(both.total + besides);
      decoder.destroy();
      destroy();
    },
  );
});
