import { beforeEach, describe, expect, test, vi } from "vitest";
import type { GenerateProgress, GenerateSubject } from "../../../src/worker/generationProtocol";
import type { OpenModel } from "../../../src/worker/openModel";
import type { KeptRun } from "../../../src/worker/runStore";
import type { OpenSubject } from "../../../src/worker/subject";
import { type Selection, workbench } from "../../../src/worker/workbench";

const fakes = vi.hoisted(() => ({ withSubject: vi.fn(), generateText: vi.fn() }));
vi.mock("../../../src/worker/subject", () => ({ withSubject: fakes.withSubject }));
vi.mock(import("../../../src/evaluate/generate"), async (original) => ({
  ...(await original()),
  generate: fakes.generateText,
}));
const { generate } = await import("../../../src/worker/generateJob");

const BASE = { name: "made", hash: "0".repeat(16), dtype: "q4", isRounded: false };
const opened = {
  base: BASE,
  kept: null,
  session: { gpu: { adapterInfo: { vendor: "made", architecture: "by hand" } }, engine: { decoder: null } },
} as unknown as OpenSubject;

const model = {
  info: { context: 64 },
  tokenizer: { encode: () => [5, 6], decode: () => "", prefix: [1] },
  smallFiles: [{ path: "config.json", blob: new Blob(['{"eos_token_id": 2}']) }],
} as unknown as OpenModel;

/** A mask without counts: means are not known. */
const selection = {
  from: "file",
  mask: { languages: ["cym_Latn"], nLayers: 1, dMlp: 4, neurons: [[Int32Array.of(1, 2)]] },
  manifest: undefined,
} as unknown as Selection;

const SILENCED: GenerateSubject = { steer: [{ language: "cym_Latn", op: "set", amount: 0 }] };
const NO_MEANS: GenerateSubject = { steer: [{ language: "cym_Latn", op: "add" }] };

let controller = new AbortController();
let told: GenerateProgress[] = [];

const ask = (subjects: readonly GenerateSubject[]) =>
  generate(
    { prompt: "Bore da", subjects, settings: { maxTokens: 3 } },
    { signal: controller.signal, onProgress: (value) => void told.push(value) },
  );

beforeEach(() => {
  controller = new AbortController();
  told = [];
  Object.assign(workbench, { model, selection, counts: null, corpus: null, training: null });
  fakes.withSubject.mockReset();
  fakes.withSubject.mockImplementation((_subject, _hooks, work: (open: OpenSubject) => unknown) => work(opened));
  fakes.generateText.mockReset();
  let texts = 0;
  fakes.generateText.mockImplementation(async () => ({
    ...{ text: `text ${++texts}`, tokens: [1, 2, 3], stopped: "maxTokens" },
    ...{ promptTokens: 2, promptSeconds: 1, tokensPerSecond: 4 },
  }));
});

describe("what a subject lacks is said before any of them writes", () => {
  test.each<[string, GenerateSubject, string]>([
    ["means of its language", NO_MEANS, "mean activations are not known"],
    ["neurons of the language", { steer: [{ language: "isl_Latn", op: "set" }] }, "the mask has no isl_Latn"],
    ["its run", { run: "gone" }, 'there is no run "gone"'],
  ])("%s", async (_, subject, message) => {
    workbench.training = { run: { id: "here", weightFormat: "q8" } } as unknown as KeptRun;
    await expect(ask([{}, { run: "here" }, subject])).rejects.toThrow(message);
    expect(fakes.withSubject).not.toHaveBeenCalled();
    expect(told).toEqual([]);
  });
});

test("each subject writes with what is done to its own neurons", async () => {
  const { texts, model: measured, adapter } = await ask([{}, SILENCED]);
  expect(fakes.generateText.mock.calls.map((call) => call[3].interventions)).toEqual([
    [],
    [{ layer: 0, at: "act", op: "set", index: Uint32Array.of(1, 2), value: Float32Array.of(0, 0) }],
  ]);
  expect(texts.map(({ text, steeredNeurons }) => [text, steeredNeurons])).toEqual([
    ["text 1", 0],
    ["text 2", 2],
  ]);
  expect([measured, adapter]).toEqual([BASE, "made by hand"]);
});

test("texts that have ended are told as they end, so that a later failure takes none", async () => {
  fakes.withSubject.mockImplementationOnce((_subject, _hooks, work) => work(opened));
  fakes.withSubject.mockRejectedValueOnce(new Error("the GPU was lost"));
  await expect(ask([{}, SILENCED])).rejects.toThrow("the GPU was lost");
  const ended = told.flatMap(({ made }) => made ?? []);
  expect(ended).toMatchObject([{ prompt: "Bore da", model: BASE, texts: [{ text: "text 1", subject: {} }] }]);
});

test("stopped while a later subject's weights come, what had come is the result", async () => {
  fakes.withSubject.mockImplementationOnce((_subject, _hooks, work) => work(opened));
  fakes.withSubject.mockImplementationOnce(async () => {
    controller.abort(new DOMException("stopped", "AbortError"));
    throw controller.signal.reason;
  });
  const { texts } = await ask([{}, SILENCED, SILENCED]);
  expect(texts.map(({ text }) => text)).toEqual(["text 1"]);
});

test("stopped while the first one's weights come, there is no result", async () => {
  fakes.withSubject.mockImplementationOnce(async () => {
    controller.abort(new DOMException("stopped", "AbortError"));
    throw controller.signal.reason;
  });
  await expect(ask([{}, SILENCED])).rejects.toThrow("stopped");
});
