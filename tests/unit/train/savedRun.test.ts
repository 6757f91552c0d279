import { describe, expect, test } from "vitest";
import type { ByteStore } from "../../../src/storage/byteStore";
import { memoryStore } from "../../../src/storage/memoryStore";
import { FINETUNE_PRESETS } from "../../../src/train/finetunePresets";
import { savedValues } from "../../../src/train/parameterValues";
import type { RunCheckpointStore, SavedRun, ValueKind } from "../../../src/train/runCheckpoint";
import { savedRun } from "../../../src/train/savedRun";
import { type ValueSlice, valuePieces } from "../../../src/train/valuePieces";

describe("pieces", () => {
  test("hold several small parameters, or part of a large one", () => {
    const slices = valuePieces([4, 8, 40, 4], 16);
    expect(
      slices.map((piece) => piece.map(({ parameter, byteOffset, bytes }) => [parameter, byteOffset, bytes])),
    ).toEqual([
      [
        [0, 0, 4],
        [1, 0, 8],
        [2, 0, 4],
      ],
      [[2, 4, 16]],
      [[2, 20, 16]],
      [
        [2, 36, 4],
        [3, 0, 4],
      ],
    ]);
  });
  test("of nothing are none", () => expect(valuePieces([], 16)).toEqual([]));
});

const SIZES = [8, 24, 4];
const KINDS: readonly ValueKind[] = ["weight", "m", "v", "best"];

/** A run after `steps` updates; its values tell step, kind, parameter and element. */
function runAfter(steps: number, bestStep: number | null): SavedRun {
  return {
    identity: { config: FINETUNE_PRESETS.small.config("full"), language: "mlt_Latn", plan: "p", text: "t" },
    history: {
      steps: Array.from({ length: steps }, (_, i) => ({
        step: i + 1,
        lossNats: 1 / 3,
        learningRate: 1,
        gradNorm: 1,
        tokens: i,
      })),
      validations: [],
    },
    seconds: steps,
    sizes: SIZES,
    bestStep,
  };
}

const numberOf = (run: SavedRun, kind: ValueKind, parameter: number, element: number): number => {
  const step = kind === "best" ? run.bestStep! : run.history.steps.length;
  return 1000 * step + 100 * KINDS.indexOf(kind) + 10 * parameter + element;
};

const reader =
  (run: SavedRun) =>
  async (kind: ValueKind, slices: readonly ValueSlice[]): Promise<ArrayBuffer> => {
    const all = slices.flatMap(({ parameter, byteOffset, bytes }) =>
      Array.from({ length: bytes / 4 }, (_, i) => numberOf(run, kind, parameter, byteOffset / 4 + i)),
    );
    return Float32Array.from(all).buffer;
  };

async function valuesOf(store: RunCheckpointStore, kind: ValueKind): Promise<number[]> {
  const values: number[] = [];
  for await (const { bytes } of store.values(kind)) values.push(...new Float32Array(bytes.slice().buffer));
  return values;
}

const wanted = (run: SavedRun, kind: ValueKind): number[] =>
  SIZES.flatMap((size, parameter) => Array.from({ length: size / 4 }, (_, i) => numberOf(run, kind, parameter, i)));

async function expectRun(store: RunCheckpointStore, run: SavedRun): Promise<void> {
  expect(await store.load()).toMatchObject({ ...run });
  for (const kind of KINDS)
    if (kind !== "best" || run.bestStep !== null) expect(await valuesOf(store, kind)).toEqual(wanted(run, kind));
}

test.for([4, 12, 16, 1024])("comes back whole from pieces of %d bytes", async (pieceBytes) => {
  const store = savedRun(memoryStore(), "runs/a", pieceBytes);
  expect(await store.load()).toBeUndefined();
  for (const run of [runAfter(2, null), runAfter(5, 4), runAfter(7, 4), runAfter(9, 9)]) {
    await store.save(run, reader(run));
    await expectRun(store, run);
  }
});

test("old values are removed, others' files are not", async () => {
  const bytes = memoryStore();
  await bytes.write("runs/a/record", new Uint8Array(1));
  await bytes.write("runs/ab/best-3/x", new Uint8Array(1));
  const store = savedRun(bytes, "runs/a", 16);
  for (const run of [runAfter(5, 4), runAfter(7, 6)]) await store.save(run, reader(run));
  const folders = (await bytes.list("runs/")).map((key) => key.split("/").slice(0, 3).join("/"));
  expect([...new Set(folders)]).toEqual([
    "runs/a/best-6",
    "runs/a/last-7-0",
    "runs/a/record",
    "runs/a/run",
    "runs/ab/best-3",
  ]);
});

test("the best is written once, and nothing twice", async () => {
  const bytes = memoryStore();
  const written: string[] = [];
  const write: ByteStore["write"] = async (key, data) => {
    written.push(key);
    await bytes.write(key, data);
  };
  const store = savedRun({ ...bytes, write }, "a", 1024);
  for (const run of [runAfter(5, 4), runAfter(7, 4), runAfter(7, 4)]) await store.save(run, reader(run));
  expect(written.filter((key) => key.includes("/best-"))).toEqual(["a/best-4/best-0"]);
  expect(written.filter((key) => key.includes("/last-"))).toHaveLength(6);
});

/** A store whose `n`th write and all later changes never happen. */
function dying(bytes: ByteStore, n: number): ByteStore {
  let left = n;
  const change = async (work: () => Promise<void>): Promise<void> => {
    if (left-- <= 0) throw new Error("the tab died");
    await work();
  };
  return {
    ...bytes,
    write: (key, data) => change(() => bytes.write(key, data)),
    remove: (key) => change(() => bytes.remove(key)),
  };
}

test("a tab that dies while saving leaves the run before or after, whole", async () => {
  const [before, after] = [runAfter(5, 4), runAfter(7, 6)];
  let survived = 0;
  for (let n = 0; n < 40; n++) {
    const bytes = memoryStore();
    await savedRun(bytes, "a", 16).save(before, reader(before));
    const died = await savedRun(dying(bytes, n), "a", 16)
      .save(after, reader(after))
      .then(
        () => false,
        () => true,
      );
    const store = savedRun(bytes, "a", 16);
    const isAfter = (await store.load())!.history.steps.length === 7;
    await expectRun(store, isAfter ? after : before);
    // and the next save leaves nothing of what was begun
    await store.save(runAfter(8, 6), reader(runAfter(8, 6)));
    await expectRun(store, runAfter(8, 6));
    if (!died) survived++;
  }
  expect(survived).toBeGreaterThan(5);
  expect(survived).toBeLessThan(35);
});

test("a lost or shortened piece is an error, not a run with zeros", async () => {
  const bytes = memoryStore();
  const store = savedRun(bytes, "a", 16);
  await store.save(runAfter(5, 4), reader(runAfter(5, 4)));
  await bytes.write("a/last-5-0/m-1", new Uint8Array(3));
  await expect(valuesOf(store, "m")).rejects.toThrow("the saved run is damaged (m-1 of last-5-0)");
  await bytes.remove("a/best-4/best-0");
  await expect(valuesOf(store, "best")).rejects.toThrow("damaged");
});

test("what another version left is absent", async () => {
  const bytes = memoryStore();
  const store = savedRun(bytes, "a");
  await store.save(runAfter(5, 4), reader(runAfter(5, 4)));
  const entry = JSON.parse(new TextDecoder().decode(await bytes.read("a/run")));
  await bytes.write("a/run", new TextEncoder().encode(JSON.stringify({ ...entry, version: 0 })));
  expect(await store.load()).toBeUndefined();
});

test("parameters are read one at a time: the best, or the last where there is none", async () => {
  for (const run of [runAfter(5, 4), runAfter(5, null)]) {
    const store = savedRun(memoryStore(), "a", 12);
    await store.save(run, reader(run));
    const values: number[][] = [];
    for await (const parameter of savedValues(store)) values.push([...parameter]);
    expect(values.map(({ length }) => 4 * length)).toEqual(SIZES);
    expect(values.flat()).toEqual(wanted(run, run.bestStep === null ? "weight" : "best"));
  }
});
