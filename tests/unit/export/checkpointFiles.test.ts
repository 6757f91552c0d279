import { beforeEach, describe, expect, test } from "vitest";
import { findSavedScan, removeSavedScan, scanCheckpointStore } from "../../../src/export/checkpointFiles";
import type { ActivationStats } from "../../../src/lape/activationStats";
import type { ScanCheckpoint } from "../../../src/lape/scanCheckpoint";
import type { ByteStore } from "../../../src/storage/byteStore";
import { memoryStore } from "../../../src/storage/memoryStore";

const languages = ["mlt_Latn", "isl_Latn", "cym_Latn"];

/** Stats with `n[k]` tokens, whose counts and sums follow from n. */
function statsOf(...n: number[]): ActivationStats {
  return {
    languages,
    nLayers: 2,
    dMlp: 2,
    n: Float64Array.from(n),
    overZero: n.map((tokens) => Uint32Array.of(tokens, 0, tokens >> 1, 0)),
    actSum: n.map((tokens) => Float64Array.of(tokens / 3, 0 - tokens, 0, tokens * 1e-9)),
  };
}

const at = (language: number, window: number, ...n: number[]): ScanCheckpoint => ({
  stats: statsOf(...n),
  position: { language, window },
  batchWindows: 4,
});

let store: ByteStore;
beforeEach(() => {
  store = memoryStore();
});

describe("a saved scan", () => {
  test("nothing saved is nothing loaded", async () => {
    expect(await scanCheckpointStore(store, "scans/a").load()).toBeUndefined();
    expect(await findSavedScan(store, "scans/a")).toBeUndefined();
  });

  test("comes back to the last bit, within a language, at its end, and at the end of all", async () => {
    const { save, load } = scanCheckpointStore(store, "scans/a");
    for (const [checkpoint, changed] of [
      [at(0, 4, 100, 0, 0), [0]],
      [at(0, 9, 250, 0, 0), [0]],
      [at(1, 8, 260, 77, 0), [1, 0]],
      [at(2, 3, 260, 80, 5), [1, 2]],
    ] as const) {
      await save(checkpoint, changed);
      expect(await load()).toEqual(checkpoint);
    }
    expect(await findSavedScan(store, "scans/a")).toEqual({
      languages,
      nLayers: 2,
      dMlp: 2,
      batchWindows: 4,
      n: [260, 80, 5],
    });
  });

  test("a language that was saved just behind its last window is not counted again", async () => {
    const { save, load } = scanCheckpointStore(store, "scans/a");
    await save(at(0, 9, 250, 0, 0), [0]);
    await save(at(1, 8, 250, 80, 0), [1]);
    await save(at(2, 3, 250, 80, 5), [2]);
    expect(await load()).toEqual(at(2, 3, 250, 80, 5));
  });

  test("what another tab wrote that is behind is counted again, though later languages were begun", async () => {
    const ahead = scanCheckpointStore(store, "scans/a");
    await ahead.save(at(1, 4, 250, 40, 0), [0, 1]);
    await scanCheckpointStore(store, "scans/a").save(at(0, 4, 100, 0, 0), [0]);
    await ahead.save(at(2, 3, 250, 80, 5), [1, 2]);
    expect(await ahead.load()).toEqual(at(0, 4, 100, 0, 0));
  });

  test("only languages that changed are written", async () => {
    const written: string[] = [];
    const watched = {
      ...store,
      write(key: string, bytes: Uint8Array) {
        written.push(key);
        return store.write(key, bytes);
      },
    };
    const { save } = scanCheckpointStore(watched, "scans/a");
    await save(at(0, 4, 100, 0, 0), [0]);
    await save(at(1, 4, 120, 60, 0), [0, 1]);
    expect(written).toEqual(["scans/a/0", "scans/a/scan", "scans/a/0", "scans/a/1", "scans/a/scan"]);
  });

  test("a language without tokens has no entry and holds nothing up", async () => {
    const { save, load } = scanCheckpointStore(store, "scans/a");
    await save(at(2, 1, 100, 0, 9), [0, 2]);
    expect(await load()).toEqual(at(2, 1, 100, 0, 9));
  });
});

describe("a tab that dies while saving", () => {
  /** Saves `checkpoint`, but for the writes from number `from` on. */
  async function saveTorn(checkpoint: ScanCheckpoint, changed: readonly number[], from: number): Promise<void> {
    let writes = 0;
    const torn = {
      ...store,
      write: async (key: string, bytes: Uint8Array) => (writes++ < from ? store.write(key, bytes) : undefined),
    };
    await scanCheckpointStore(torn, "scans/a").save(checkpoint, changed);
  }
  const load = () => scanCheckpointStore(store, "scans/a").load();

  test.each([
    [0, at(0, 4, 100, 0, 0)],
    [1, at(1, 0, 120, 0, 0)],
    [2, at(1, 4, 120, 60, 0)],
    [3, at(1, 4, 120, 60, 0)],
  ])("after %i of 3 writes leaves a state the scan was in", async (from, expected) => {
    await scanCheckpointStore(store, "scans/a").save(at(0, 4, 100, 0, 0), [0]);
    await saveTorn(at(1, 4, 120, 60, 0), [0, 1], from);
    expect(await load()).toEqual(expected);
  });

  test("at the very first save leaves nothing", async () => {
    await saveTorn(at(0, 4, 100, 0, 0), [0], 1);
    expect(await load()).toBeUndefined();
  });

  test("a language that was lost is counted again, and so are those after it", async () => {
    await scanCheckpointStore(store, "scans/a").save(at(2, 3, 260, 80, 5), [0, 1, 2]);
    await store.remove("scans/a/1");
    expect(await load()).toEqual(at(1, 0, 260, 0, 0));
  });
});

describe("what does not belong", () => {
  test("counts of other batches are taken as absent", async () => {
    const { save, load } = scanCheckpointStore(store, "scans/a");
    await save(at(0, 4, 100, 0, 0), [0]);
    const old = (await store.read("scans/a/0"))!;
    await save({ ...at(0, 8, 200, 0, 0), batchWindows: 8 }, [0]);
    await store.write("scans/a/0", old);
    expect(await load()).toEqual({ ...at(0, 0, 0, 0, 0), batchWindows: 8 });
  });

  test("another version's scan is taken as absent", async () => {
    await store.write("scans/a/scan", new TextEncoder().encode('{"version":"0"}'));
    expect(await scanCheckpointStore(store, "scans/a").load()).toBeUndefined();
  });

  test("removing one scan leaves the others", async () => {
    for (const folder of ["scans/a", "scans/ab"])
      await scanCheckpointStore(store, folder).save(at(0, 4, 100, 0, 0), [0]);
    await removeSavedScan(store, "scans/a");
    expect(await store.list("")).toEqual(["scans/ab/0", "scans/ab/scan"]);
  });
});
