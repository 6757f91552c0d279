import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Gpu } from "../../../src/gpu/device";
import type { ActivationSource } from "../../../src/model/activationSource";
import { memoryStore } from "../../../src/storage/memoryStore";
import type { OpenModel } from "../../../src/worker/openModel";
import type { ScanProgress } from "../../../src/worker/scanProtocol";
import { setCounts, workbench } from "../../../src/worker/workbench";
import { fakeGates, fakeSource } from "../../support/fakeSource";

const SHAPE = { nLayers: 2, dMlp: 32 };
const SEQ_LEN = 16;
const fakes = vi.hoisted(() => ({
  requestDevice: vi.fn(),
  openSource: vi.fn(),
  makeReference: vi.fn(),
  openStore: vi.fn(),
}));

vi.mock("../../../src/gpu/device", () => ({ requestDevice: fakes.requestDevice }));
vi.mock("../../../src/model/onnxSource", () => ({ openSource: fakes.openSource }));
vi.mock("../../../src/model/onnxRuntime", () => ({ loadRuntime: async () => ({ version: "1.0.0" }) }));
vi.mock("../../../src/worker/storage", () => ({ openStore: fakes.openStore }));
vi.mock("../../../src/model/runSelfCheck", async (original) => ({
  ...(await original<object>()),
  makeReference: fakes.makeReference,
}));
const { scan } = await import("../../../src/worker/scanJobs");

/** What an adapter does to gates, in place. */
type Damage = (gates: Float32Array, dMlp: number) => void;
/** As attention with the wrong subgroups: right at the first tokens, wrong from the fifth. */
const fromToken4: Damage = (gates, dMlp) =>
  gates.set(
    gates.slice(4 * dMlp).map((value) => -value),
    4 * dMlp,
  );
const toNaN: Damage = (gates) => gates.fill(Number.NaN, 40, 41);

let damage: Damage;
let events: string[];

/** A device whose every run is noted; it gives gates in memory, as a self-check takes them too. */
async function fakeDevice({ subgroups = true } = {}): Promise<Gpu> {
  const features = subgroups ? ["subgroups"] : [];
  const device = { destroy: () => events.push("destroy"), lost: new Promise(() => undefined) };
  return { device, features, adapterInfo: {}, limits: {} } as unknown as Gpu;
}

async function fakeModel(): Promise<ActivationSource> {
  const source = fakeSource(SHAPE, (gate) => {
    damage(gate.values, SHAPE.dMlp);
    return [gate];
  });
  return {
    ...source,
    run(batch, onGate) {
      events.push(`run ${batch.nWindows}`);
      return source.run(batch, onGate);
    },
    release: async () => void events.push("release"),
  };
}

beforeEach(() => {
  events = [];
  const store = memoryStore();
  fakes.openStore.mockImplementation(async () => store);
  fakes.requestDevice.mockImplementation(fakeDevice);
  fakes.openSource.mockImplementation(fakeModel);
  fakes.makeReference.mockImplementation(async (_: unknown, ids: Int32Array<ArrayBuffer>) => {
    const window = { ids, lengths: Uint32Array.of(ids.length), nWindows: 1, seqLen: ids.length };
    return { window, layers: [0, 1].map((layer) => fakeGates(window, layer, SHAPE.dMlp)), partial: false };
  });
  const info = { name: "small", context: SEQ_LEN, ...SHAPE };
  workbench.model = { info, provider: "webgpu", hash: "00", tapped: { dtype: "f32" } } as unknown as OpenModel;
  const ids = Int32Array.from({ length: 64 }, (_, i) => i);
  const tokens = { language: "deu_Latn", ids, documentStart: Uint32Array.of(0, 64), issues: [] };
  workbench.corpus = {
    files: [],
    options: {},
    corpus: { languages: [{ language: "deu_Latn" }], hash: "11" },
    tokens: new Map([["deu_Latn", tokens]]),
  } as unknown as typeof workbench.corpus;
});

afterEach(() => {
  workbench.session = null;
  setCounts(null);
});

async function failingScan(recheck = false): Promise<{ message: string; progress: ScanProgress[] }> {
  const progress: ScanProgress[] = [];
  const context = { signal: new AbortController().signal, onProgress: (value: ScanProgress) => progress.push(value) };
  const error = await Promise.resolve(scan({ recheck }, context)).then(
    () => new Error("the scan ran"),
    (thrown: Error) => thrown,
  );
  return { message: error.message, progress };
}

test("no scan runs on numbers that failed: an error says why, nothing is counted, nothing stays open", async () => {
  damage = fromToken4;
  const { message, progress } = await failingScan();
  expect(message).toMatch(
    /^the self-check failed: at 16 tokens WebGPU differs from wasm in the sign of up to 7\d\.\d\d %/,
  );
  expect(message).toContain("tried with subgroups and without subgroups. Nothing was counted; scan on wasm instead.");
  expect(progress.at(-1)?.selfCheck).toMatchObject({ passed: false, device: "with subgroups and without subgroups" });
  expect(progress.map(({ step }) => step)).toEqual(["tokenizing", "tokenizing", "self-check", "self-check"]);
  expect(progress[1]).toMatchObject({ languages: [{ language: "deu_Latn", tokensDone: 0, tokensTotal: 64 }] });
  expect(workbench.counts).toBeNull();
  expect(workbench.session).toBeNull();
  // One window on each device, and no run of the scan.
  expect(events).toEqual(["run 1", "release", "destroy", "run 1", "release", "destroy"]);
});

test("a device known to fail is not run again, and what was open on it is freed; asked to, it is", async () => {
  damage = fromToken4;
  const first = await failingScan();
  events.length = 0;
  expect((await failingScan()).message).toBe(first.message);
  expect(events).toEqual(["release", "destroy", "destroy"]);
  expect(workbench.session).toBeNull();

  events.length = 0;
  damage = toNaN;
  const again = await failingScan(true);
  expect(events).toEqual(["run 1", "release", "destroy", "run 1", "release", "destroy"]);
  expect(again.message).toContain("gates are NaN or infinite, first at layer 0, token 1, neuron 8, on this adapter");
});

test("gates of zero everywhere are no agreement", async () => {
  damage = (gates) => gates.fill(0);
  fakes.makeReference.mockImplementation(async (_: unknown, ids: Int32Array<ArrayBuffer>) => ({
    window: { ids, lengths: Uint32Array.of(ids.length), nWindows: 1, seqLen: ids.length },
    layers: [0, 1].map(() => new Float32Array(SEQ_LEN * SHAPE.dMlp)),
    partial: false,
  }));
  expect((await failingScan()).message).toContain("all gates are 0, so that there was nothing to compare");
});
