import { readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import type { LanguageTokens } from "../../../src/corpus/corpus";
import { parseJson } from "../../../src/formats/json";
import { readDecoderConfig } from "../../../src/transformer/readDecoderConfig";
import { likelyTensors } from "../../../src/transformer/weightBytes";
import type { DecoderAnswer } from "../../../src/worker/decoderOf";
import { type PlanParts, planRun } from "../../../src/worker/finetunePlan";
import type { FinetuneTarget } from "../../../src/worker/finetuneTarget";
import { memoryFor } from "../../../src/worker/methodMemory";
import type { OpenModel } from "../../../src/worker/openModel";
import type { Environment } from "../../../src/worker/protocol";
import { GOLDEN_MASK, GOLDEN_RUNS } from "../../support/goldenTrain";

const config = readDecoderConfig(
  parseJson(await readFile("public/models/babel-7m/config.json", "utf8"), "config.json"),
);
const source = { tensors: likelyTensors(config, "f16")! };
const decoder = { config, source, refusal: null } as unknown as DecoderAnswer;
const adapter = {
  features: [],
  maxBufferBytes: 2 ** 31,
  maxBindingBytes: 2 ** 30,
} as unknown as Environment["adapter"];
const model = { info: { name: "babel-7m", context: 512 } } as OpenModel;

function text(language: string, nTokens: number): LanguageTokens {
  const ids = new Int32Array(nTokens);
  return { language, ids, documentStart: Uint32Array.of(0, nTokens), issues: [] };
}

const target: FinetuneTarget = {
  languages: ["cym_Latn"],
  masked: ["cym_Latn"],
  language: "cym_Latn",
  neurons: GOLDEN_MASK.map((layer) => Int32Array.from(layer)),
  watchable: ["eng_Latn"],
  watched: ["eng_Latn"],
};
const tokens: PlanParts["tokens"] = {
  train: text("cym_Latn", 64 * 1000),
  target: null,
  watched: [{ tokens: text("eng_Latn", 64 * 10), from: "corpus" }],
};
const parts: PlanParts = {
  settings: { config: {} },
  model,
  decoder,
  target,
  tokens,
  memoryOf: memoryFor(decoder, "as stored", adapter),
};

describe("the plan of a run", () => {
  test("says how much of the text is trained on where less of it is wanted, and refuses none", () => {
    const steps = { config: { steps: 40, seqLen: 64, batchSize: 2, accumulate: 1 } };
    const plan = planRun({ ...parts, settings: { ...steps, trainWindows: 20 } });
    expect(plan.train).toEqual({ windows: 20, tokens: 20 * 64, epochs: 4 });
    expect(plan.validation).toEqual(planRun({ ...parts, settings: steps }).validation);
    for (const trainWindows of [0, 1.5, -3, Number.NaN]) {
      expect(planRun({ ...parts, settings: { ...steps, trainWindows } }).missing).toMatch(
        /trainWindows is .* integer from 1/,
      );
    }
  });

  test("counts for each method what PyTorch's runs trained", () => {
    const { methods, equalLora, nNeurons } = planRun(parts);
    const counts = Object.fromEntries(methods.map((one) => [one.method, one.trainableParameters]));
    for (const method of ["subnetwork", "ffnOnly", "full", "lora"] as const) {
      expect(counts[method], method).toBe(GOLDEN_RUNS[method].trainableParameters);
    }
    expect(counts.random).toBe(counts.subnetwork);
    expect(nNeurons).toBe(29);
    // A rank has (256 + 768) values in each of the 18 matrices; two ranks are more than 29 neurons.
    expect(equalLora).toEqual({ rank: 1, trainableParameters: 18 * (256 + 768) });
  });

  test("says what the run would see of the text", () => {
    const { train, validation, config: filled, missing } = planRun(parts);
    expect(missing).toBeNull();
    expect(filled).toMatchObject({ method: "subnetwork", seqLen: 64, batchSize: 2, steps: 128 });
    expect(train).toEqual({ windows: 984, tokens: 984 * 64, epochs: 256 / 984 });
    expect(validation).toEqual([
      { language: "cym_Latn", windows: 16, tokens: 1024, from: "held out" },
      { language: "eng_Latn", windows: 10, tokens: 640, from: "corpus" },
    ]);
  });

  test("weighs what lies on the GPU: the trained values five times, with gradients, two moments and the best", () => {
    const { methods } = planRun(parts);
    const { bytes, fit } = methods.find(({ method }) => method === "subnetwork")!;
    expect(bytes.trained).toBe(5 * 4 * 22_272);
    expect(bytes.total).toBe(bytes.weights + bytes.trained + bytes.activations);
    expect(fit.verdict).toBe("fits");
    const full = methods.find(({ method }) => method === "full")!;
    expect(full.bytes.activations).toBeGreaterThan(bytes.activations);
    expect(full.shareOfModel).toBe(1);
  });

  test("weighs the cache of hidden states where it is on: f32[d_model] a token that the run sees, and a batch of them", () => {
    const activationsWith = (cachePrefix: boolean, steps: number) => {
      const { methods } = planRun({ ...parts, settings: { config: { cachePrefix, steps } } });
      const of = (method: string) => methods.find((one) => one.method === method)!.bytes.activations;
      return [of("subnetwork"), of("full")] as const;
    };
    const [without, cached] = [activationsWith(false, 10), activationsWith(true, 10)];
    expect(cached[0] - without[0]).toBe(4 * 256 * (10 + 1) * 2 * 64);
    // All of the text, and no more, however long the run is; nothing where the lowest layer is trained.
    expect(activationsWith(true, 10_000)[0] - without[0]).toBe(4 * 256 * (64_000 + 2 * 64));
    expect(cached[1]).toBe(without[1]);
  });

  test("says before a run that an embedding is too large to be trained whole", () => {
    const bytes = 8192 * 256 * 4;
    const fitOf = (maxBindingBytes: number, method: string) => {
      const memoryOf = memoryFor(decoder, "as stored", { ...adapter!, maxBindingBytes });
      return planRun({ ...parts, memoryOf }).methods.find((one) => one.method === method)!.fit;
    };
    expect(fitOf(bytes - 4, "full").verdict).toBe("exceeds");
    expect(fitOf(bytes - 4, "full").reason).toContain(
      `the gradient of model.embed_tokens.weight has ${bytes} bytes, the device binds ${bytes - 4}`,
    );
    expect(fitOf(bytes, "full").verdict).toBe("fits");
    expect(fitOf(bytes - 4, "ffnOnly").verdict).toBe("fits");
  });

  test.each<[string, Partial<PlanParts>, RegExp]>([
    ["no text", { target: { ...target, languages: [], language: null }, tokens: null }, /Add training text/],
    ["no text of the language", { target: { ...target, language: "npi_Deva" }, tokens: null }, /no npi_Deva.*cym_Latn/],
    ["no neurons", { target: { ...target, neurons: null } }, /Needs the neurons/],
    [
      "too little text",
      { tokens: { ...tokens, train: text("cym_Latn", 63) } },
      /63 tokens, too few for a window of 64/,
    ],
    ["a window longer than the context", { settings: { config: { seqLen: 1024 } } }, /context of 512/],
    ["a setting that is none", { settings: { config: { batchSize: 0 } } }, /batchSize is 0.*integer from 1/],
    ["another model's mask", { target: { ...target, neurons: [Int32Array.of(1)] } }, /1 layers, the model/],
    ["a decoder that is not known", { decoder: { refusal: "config.json: it is GPT-2" } }, /GPT-2/],
  ])("says what to do: %s", (_, change, wanted) => {
    expect(planRun({ ...parts, ...change }).missing ?? "").toMatch(wanted);
  });

  test("a single window is trained on, and nothing is validated", () => {
    const plan = planRun({ ...parts, tokens: { train: text("cym_Latn", 64), target: null, watched: [] } });
    expect([plan.missing, plan.train?.windows, plan.validation]).toEqual([null, 1, []]);
  });

  test("a method that needs no neurons can start without", () => {
    const settings = { config: { method: "lora" as const } };
    expect(planRun({ ...parts, settings, target: { ...target, neurons: null } }).missing).toBeNull();
  });
});
