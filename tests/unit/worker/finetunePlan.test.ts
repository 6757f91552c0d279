import { readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import type { LanguageTokens } from "../../../src/corpus/corpus";
import { parseJson } from "../../../src/formats/json";
import { readDecoderConfig } from "../../../src/transformer/readDecoderConfig";
import { likelyTensors } from "../../../src/transformer/weightBytes";
import type { DecoderAnswer } from "../../../src/worker/decoderOf";
import { type PlanParts, planRun } from "../../../src/worker/finetunePlan";
import type { FinetuneTarget } from "../../../src/worker/finetuneTarget";
import { type FinetuneTokens, finetuneWindows } from "../../../src/worker/finetuneWindows";
import { memoryFor } from "../../../src/worker/methodMemory";
import type { Environment } from "../../../src/worker/modelProtocol";
import type { OpenModel } from "../../../src/worker/openModel";
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

/** Text of documents as long as `perDocument` tokens. */
function text(language: string, nTokens: number, perDocument = nTokens): LanguageTokens {
  const count = Math.ceil(nTokens / perDocument);
  const documentStart = Uint32Array.from({ length: count + 1 }, (_, d) => Math.min(nTokens, d * perDocument));
  return { language, ids: new Int32Array(nTokens), documentStart, issues: [] };
}

const target: FinetuneTarget = {
  languages: ["cym_Latn"],
  masked: ["cym_Latn"],
  language: "cym_Latn",
  neurons: GOLDEN_MASK.map((layer) => Int32Array.from(layer)),
  watchable: ["eng_Latn"],
  watched: ["eng_Latn"],
  withoutText: [],
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
    expect(plan.train).toEqual({ windows: 20, tokens: 20 * 64, epochs: 4, tokensLeftOut: 0 });
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
    expect(train).toEqual({ windows: 984, tokens: 984 * 64, epochs: 256 / 984, tokensLeftOut: 0 });
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

  test.each<[string, Partial<FinetuneTarget>, RegExp]>([
    ["no selection", { masked: [] }, /^Needs the neurons of the language: scan and select, or import a mask/],
    ["no language yet", { language: null, languages: [] }, /^Choose the language: those of cym_Latn are selected/],
    ["a language that has none", { language: "npi_Deva" }, /the selection has none of npi_Deva; those of cym_Latn/],
    ["a language of several", { language: null, masked: ["a", "b", "c"] }, /^Choose the language: 3 languages have/],
  ])("says of a subnetwork without neurons, %s, what to do", (_, change, wanted) => {
    const { methods } = planRun({ ...parts, target: { ...target, neurons: null, ...change }, tokens: null });
    expect(methods.find(({ method }) => method === "subnetwork")!.missing).toMatch(wanted);
    expect(methods.find(({ method }) => method === "lora")!.missing).toBeNull();
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
    [
      "documents shorter than half a window, where each is cut by itself",
      {
        settings: { config: { lossOnPadding: true } },
        tokens: { ...tokens, train: text("cym_Latn", 64_000, 31) },
      },
      /none of cym_Latn has the 32 tokens of half a window.*padding out of the loss/,
    ],
    [
      "too little text to validate with",
      { tokens: { ...tokens, target: text("cym_Latn", 40) } },
      /validation text has 40 tokens of cym_Latn, fewer than the 64 of one window/,
    ],
    [
      "a watched language without text",
      { target: { ...target, withoutText: ["deu_Latn", "en"] } },
      /no text of deu_Latn, en to watch: there is text of eng_Latn/,
    ],
    ["a window longer than the context", { settings: { config: { seqLen: 1024 } } }, /context of 512/],
    ["a setting that is none", { settings: { config: { batchSize: 0 } } }, /batchSize is 0.*integer from 1/],
    ["another model's mask", { target: { ...target, neurons: [Int32Array.of(1)] } }, /1 layers, the model/],
    ["a decoder that is not known", { decoder: { refusal: "config.json: it is GPT-2" } }, /GPT-2/],
  ])("says what to do: %s", (_, change, wanted) => {
    expect(planRun({ ...parts, ...change }).missing ?? "").toMatch(wanted);
  });

  test("validation text that is joined is counted as it is made, where padding counts and documents are short", () => {
    const settings = { config: { seqLen: 64, lossOnPadding: true, shuffle: false } };
    const made: FinetuneTokens = {
      // Half of the documents have half a window, the rest less.
      train: { ...text("cym_Latn", 400, 20), documentStart: Uint32Array.of(0, 20, 60, 79, 119, 139, 400) },
      target: text("cym_Latn", 300, 12),
      watched: [{ tokens: text("eng_Latn", 200, 9), from: "corpus" }],
    };
    const plan = planRun({ ...parts, settings, tokens: made });
    expect(plan.missing).toBeNull();
    expect(plan.validation.map(({ windows, tokens: count }) => [windows, count])).toEqual([
      [4, 256],
      [3, 192],
    ]);
    // 40 + 40 + 261 of which 5 are behind the last window.
    expect(plan.train).toMatchObject({ windows: 6, tokens: 40 + 40 + 256, tokensLeftOut: 20 + 19 + 20 + 5 });
    const { train, validation } = finetuneWindows(made, plan.config, plan.validationWindows, 0);
    expect([train.nWindows, train.nTokens]).toEqual([plan.train!.windows, plan.train!.tokens]);
    expect(validation).toMatchObject(plan.validation);
  });

  test("a language that is watched unasked is left out where its text fills no window, and the plan says so", () => {
    const watched = [{ tokens: text("eng_Latn", 40), from: "corpus" as const }];
    const plan = planRun({ ...parts, tokens: { ...tokens, watched } });
    expect(plan.missing).toBeNull();
    expect(plan.validation.map(({ language }) => language)).toEqual(["cym_Latn"]);
    expect(plan.watched).toEqual([]);
    expect(plan.unwatched).toMatchObject([{ language: "eng_Latn" }]);
    expect(plan.unwatched[0]!.reason).toMatch(/eng_Latn has 40 tokens, fewer than the 64 of one window/);
    // Asked for, it is missing, and stays where it can be unticked.
    const asked = planRun({
      ...parts,
      settings: { config: {}, watched: ["eng_Latn"] },
      tokens: { ...tokens, watched },
    });
    expect(asked.missing).toMatch(/watched.*eng_Latn has 40 tokens, fewer than the 64/);
    expect([asked.watched, asked.unwatched]).toEqual([["eng_Latn"], []]);
    // What fills a window is watched as before.
    expect(planRun(parts)).toMatchObject({ watched: ["eng_Latn"], unwatched: [] });
  });

  test("a number of windows or a format that there is not is said, in the words of the setting", () => {
    const missing = (settings: object) => planRun({ ...parts, settings: { config: {}, ...settings } }).missing;
    for (const validationWindows of [0, -1, 2.5, Number.NaN, "3"]) {
      expect(missing({ validationWindows })).toMatch(/validationWindows is .*: it must be an integer from 1/);
    }
    expect(missing({ validationWindows: 1 })).toBeNull();
    expect(missing({ weightFormat: "fp16" })).toMatch(/weightFormat is "fp16": .*as stored, f32, f16, q8, q4/);
    expect(missing({ weightFormat: "q8" })).toBeNull();
    // Windows of half a token are refused in words, not thrown.
    expect(missing({ config: { seqLen: 2.5 } })).toMatch(/seqLen is 2.5/);
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
