import { beforeEach, expect, test, vi } from "vitest";
import { initialState, type State, store } from "../../../src/state/store";
import type { LoadProgress, ModelSummary } from "../../../src/worker/modelProtocol";
import type { ScanConfig } from "../../../src/worker/scanProtocol";

type Call = (name: string, args: object, options?: { onProgress?: (value: LoadProgress) => void }) => Promise<unknown>;

const { call } = vi.hoisted(() => {
  // The sample's address is made from the page's own.
  vi.stubGlobal("self", { location: { href: "http://localhost/" } });
  return { call: vi.fn<Call>() };
});
vi.mock("../../../src/state/connection", () => ({ client: { call } }));
const { listModel, openModel } = await import("../../../src/state/modelApi");
const { forgetAll } = await import("../../../src/state/forget");

const model = { name: "small", context: 512, hasBos: true } as ModelSummary;
const corpus = { rows: [{ language: "deu_Latn" }], options: {}, issues: [] } as unknown as State["corpus"] & object;
const before = {
  model: { name: "before" },
  modelLocation: { kind: "url", url: "before/" },
  corpus,
  corpusSource: "files",
  result: { complete: true },
  counted: [],
  selection: { selected: 4 },
  saved: { tokensDone: 3 },
} as unknown as Partial<State>;

/** A worker that opens `model` after the steps, or fails there. */
function opening(steps: readonly LoadProgress["step"][], failure?: Error): void {
  call.mockImplementation(async (name, _, options) => {
    if (name === "tokenizeCorpus") return corpus;
    if (name === "savedScan") return null;
    if (name === "listModel") return { name: "looked at" };
    for (const step of steps) options?.onProgress?.({ step, bytesDone: 0, bytesTotal: 0 });
    if (failure) throw failure;
    return model;
  });
}

beforeEach(() => {
  call.mockReset();
  store.setState({ ...initialState, ...before }, true);
});

test("a model that could not be read leaves the one before, with all that was counted on it", async () => {
  opening(["listing", "reading"], new Error("404"));
  await expect(openModel("new/")).rejects.toThrow("404");
  expect(store.getState()).toMatchObject(before);
});

test("a model that could not be started has taken the place of the one before: the page shows neither", async () => {
  opening(["listing", "reading", "starting"], new DOMException("stopped", "AbortError"));
  await expect(openModel("new/")).rejects.toThrow("stopped");
  const gone = { model: null, modelLocation: null, result: null, counted: null, selection: null, saved: null };
  expect(store.getState()).toMatchObject({ ...gone, corpus, revision: 1 });
});

test("the settings of the scan give way to a model and a corpus that they do not fit", async () => {
  const scanConfig: ScanConfig = { seqLen: 1024, languages: ["mlt_Latn", "deu_Latn"], seed: 7 };
  store.setState({ scanConfig });
  opening(["starting"]);
  expect(await openModel("new/")).toBe(model);
  const fitting = { languages: ["deu_Latn"], seed: 7 };
  expect(store.getState().scanConfig).toEqual(fitting);
  expect(call.mock.calls.at(-1)).toEqual(["savedScan", { config: fitting }]);
});

test("a folder that is looked at does not move the open model", async () => {
  opening([]);
  await openModel("new/");
  await listModel("other/");
  const { location, modelLocation } = store.getState();
  expect([location, modelLocation]).toEqual([
    { kind: "url", url: "other/" },
    { kind: "url", url: "new/" },
  ]);
});

test("nothing is left of what a worker held that died", () => {
  forgetAll();
  const { lapeConfig, scanConfig } = initialState;
  expect(store.getState()).toEqual({ ...initialState, lapeConfig, scanConfig, revision: 1 });
});
