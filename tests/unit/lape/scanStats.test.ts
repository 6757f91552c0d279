import { describe, expect, test } from "vitest";
import { scanCheckpointStore } from "../../../src/export/checkpointFiles";
import { addStats, emptyStats } from "../../../src/lape/activationStats";
import type { ScanCheckpoint } from "../../../src/lape/scanCheckpoint";
import { scanStats } from "../../../src/lape/scanStats";
import type { LayerGate } from "../../../src/model/activationSource";
import { memoryStore } from "../../../src/storage/memoryStore";
import { ACT_FN } from "../../../src/tensor/actFn";
import { type FakeGate, fakeGate, fakeSource, memoryCheckpoint, withoutPadding } from "../../support/fakeSource";
import { closeness } from "../../support/numeric";
import { CONFIG, context, counting, N_RUNS, SHAPE, TOKENS } from "./madeScan";

/** Counts by the definition, token by token. */
function expected(tokens = TOKENS) {
  const stats = emptyStats(
    tokens.map((batch) => batch.language),
    SHAPE.nLayers,
    SHAPE.dMlp,
  );
  for (const [k, { ids, lengths, seqLen, nTokens }] of tokens.entries()) {
    stats.n[k] = nTokens;
    for (const [i, id] of ids.entries()) {
      if (i % seqLen >= lengths[Math.floor(i / seqLen)]!) continue;
      for (let flat = 0; flat < SHAPE.nLayers * SHAPE.dMlp; flat++) {
        const gate = fakeGate(id, i % seqLen, Math.floor(flat / SHAPE.dMlp), flat % SHAPE.dMlp);
        if (gate > 0) stats.overZero[k]![flat]!++;
        stats.actSum[k]![flat]! += ACT_FN.silu(gate);
      }
    }
  }
  return stats;
}

test.each([
  ["whole", fakeSource(SHAPE)],
  ["in parts without padding", fakeSource(SHAPE, withoutPadding)],
])("counts every token that is no padding, once, of gates given %s", async (_, source) => {
  const got = await scanStats(TOKENS, CONFIG, context(source));
  const want = expected();
  expect([got.languages, got.n, got.overZero]).toEqual([want.languages, want.n, want.overZero]);
  for (const [k, sums] of got.actSum.entries()) {
    expect(closeness(sums, want.actSum[k]!, { rtol: 1e-12, atol: 1e-12 })).toBeLessThanOrEqual(1);
  }
});

test.each([1, 3, 100])("batches of %d windows count the same", async (batchWindows) => {
  const got = await scanStats(TOKENS, { batchWindows }, context());
  expect(got.overZero).toEqual(expected().overZero);
});

test("two halves add up to the whole", async () => {
  const half = (first: boolean) =>
    TOKENS.map((batch) => {
      const [from, to] = first ? [0, 3] : [3, batch.nWindows];
      const lengths = batch.lengths.slice(from, to);
      const ids = batch.ids.slice(from * 8, to * 8);
      return { ...batch, ids, lengths, nWindows: lengths.length, nTokens: lengths.reduce((sum, n) => sum + n, 0) };
    });
  const [a, b] = [await scanStats(half(true), CONFIG, context()), await scanStats(half(false), CONFIG, context())];
  expect(addStats(a, b).overZero).toEqual(expected().overZero);
  expect(addStats(a, b).n).toEqual(expected().n);
});

describe("a scan that was broken off goes on from where it was, bit for bit:", () => {
  const runs = Array.from({ length: N_RUNS }, (_, run) => run);

  test.each(runs)("aborted during run %d", async (at) => {
    const whole = await scanStats(TOKENS, CONFIG, context());
    const checkpoint = memoryCheckpoint();
    const abort = new AbortController();
    const source = counting((run) => run === at && abort.abort(new Error("paused")));
    const scan = scanStats(TOKENS, CONFIG, { ...context(source), signal: abort.signal, checkpoint });
    if (at < N_RUNS - 1) await expect(scan).rejects.toThrow("paused");
    else await scan; // nothing was left to abort
    // The run that was under way counts too.
    expect(checkpoint.saves.length).toBeGreaterThan(0);

    let runsLeft = 0;
    const rest = counting(() => runsLeft++);
    const resumed = await scanStats(TOKENS, CONFIG, { ...context(rest), checkpoint });
    expect(resumed).toEqual(whole);
    expect(runsLeft).toBe(N_RUNS - at - 1);
  });

  test.each(runs)("aborted during run %d, saved as files behind every run", async (at) => {
    const checkpoint = scanCheckpointStore(memoryStore(), "scans/a");
    const abort = new AbortController();
    const source = counting((run) => run === at && abort.abort(new Error("paused")));
    await scanStats(TOKENS, CONFIG, { ...context(source), signal: abort.signal, checkpoint }).catch(() => undefined);
    let runsLeft = 0;
    const rest = counting(() => runsLeft++);
    const resumed = await scanStats(TOKENS, CONFIG, { ...context(rest), checkpoint });
    expect(resumed).toEqual(await scanStats(TOKENS, CONFIG, context()));
    expect(runsLeft).toBe(N_RUNS - at - 1);
  });

  test.each(runs)("the model failed in run %d", async (at) => {
    const whole = await scanStats(TOKENS, CONFIG, context());
    const checkpoint = memoryCheckpoint();
    const source = counting((run) => {
      if (run === at) throw new Error("out of memory");
    });
    await expect(scanStats(TOKENS, CONFIG, { ...context(source), checkpoint })).rejects.toThrow(
      /^lang_\d, windows \d to \d: out of memory$/,
    );
    expect(await scanStats(TOKENS, CONFIG, { ...context(), checkpoint })).toEqual(whole);
  });

  test("aborted by a source that stops within a run, which is then run again", async () => {
    const whole = await scanStats(TOKENS, CONFIG, context());
    const checkpoint = memoryCheckpoint();
    const abort = new AbortController();
    const reason = new Error("paused");
    let gates = 0;
    const source = fakeSource(SHAPE, (gate) => {
      if (gates++ === 7) abort.abort(reason); // the third run's second layer
      abort.signal.throwIfAborted();
      return [gate];
    });
    const scan = scanStats(TOKENS, CONFIG, { ...context(source), signal: abort.signal, checkpoint });
    await expect(scan).rejects.toBe(reason);
    expect(checkpoint.saved!.position).toEqual({ language: 0, window: 4 });
    expect(await scanStats(TOKENS, CONFIG, { ...context(), checkpoint })).toEqual(whole);
  });

  test("with the batches it began with", async () => {
    const whole = await scanStats(TOKENS, CONFIG, context());
    const checkpoint = memoryCheckpoint();
    const abort = new AbortController();
    const source = counting((run) => run === 5 && abort.abort());
    await expect(scanStats(TOKENS, CONFIG, { ...context(source), signal: abort.signal, checkpoint })).rejects.toThrow();
    const resumed = await scanStats(TOKENS, { batchWindows: 5 }, { ...context(), checkpoint });
    expect(resumed).toEqual(whole);
    expect(checkpoint.saved!.batchWindows).toBe(2);
  });

  test("a finished one is not run again", async () => {
    const checkpoint = memoryCheckpoint();
    const whole = await scanStats(TOKENS, CONFIG, { ...context(), checkpoint });
    const idle = counting(() => {
      throw new Error("must not run");
    });
    expect(await scanStats(TOKENS, CONFIG, { ...context(idle), checkpoint })).toEqual(whole);
  });
});

describe("saving", () => {
  test("names the languages that changed, which is enough to keep the rest", async () => {
    const checkpoint = memoryCheckpoint();
    const whole = await scanStats(TOKENS, CONFIG, { ...context(), checkpoint });
    expect(new Set(checkpoint.saves.flat())).toEqual(new Set([0, 1, 2, 3]));
    expect(checkpoint.saved!.stats).toEqual(whole);
    expect(checkpoint.saved!.position).toEqual({ language: 3, window: 6 });
  });

  test("happens at the end only, where a scan is shorter than the time between saves", async () => {
    const checkpoint = memoryCheckpoint();
    await scanStats(TOKENS, { batchWindows: 2 }, { ...context(), checkpoint });
    expect(checkpoint.saves).toEqual([[0, 1, 2, 3]]);
  });

  test("that fails fails the scan", async () => {
    const checkpoint = { ...memoryCheckpoint(), save: () => Promise.reject(new Error("disk full")) };
    await expect(scanStats(TOKENS, CONFIG, { ...context(), checkpoint })).rejects.toThrow("disk full");
  });
});

describe("a saved scan of something else is refused:", () => {
  const saved = async (change: (scan: ScanCheckpoint) => ScanCheckpoint) => {
    const checkpoint = memoryCheckpoint();
    await scanStats(TOKENS, CONFIG, { ...context(), checkpoint });
    checkpoint.saved = change(checkpoint.saved!);
    return checkpoint;
  };

  test.each<[string, (scan: ScanCheckpoint) => ScanCheckpoint, string]>([
    ["languages", (s) => ({ ...s, stats: { ...s.stats, languages: ["a", "b", "c", "d"] } }), "languages a b c d"],
    ["layers", (s) => ({ ...s, stats: { ...s.stats, nLayers: 5, dMlp: 3 } }), "5 x 3 neurons, not 3 x 5"],
    ["position", (s) => ({ ...s, position: { language: 3, window: 4 } }), "tokens of lang_3"],
    ["batches", (s) => ({ ...s, batchWindows: 0 }), "batches of 0 windows"],
    ["counts", (s) => ({ ...s, stats: { ...s.stats, overZero: [] } }), "counts of lang_0 are incomplete"],
  ])("%s", async (_, change, says) => {
    const scan = scanStats(TOKENS, CONFIG, { ...context(), checkpoint: await saved(change) });
    await expect(scan).rejects.toThrow(/does not belong to this one \(.*\); start over/);
    await expect(scan).rejects.toThrow(says);
  });
});

describe("gates that are no numbers", () => {
  const broken = (value: number) =>
    fakeSource(SHAPE, (gate, { ids }) => {
      if (gate.layer === 2 && ids[0] === TOKENS[1]!.ids[16]) gate.values.fill(value, 3, 5);
      return withoutPadding(gate); // two parts, the first of them broken
    });

  test.each([Number.NaN, Infinity, -Infinity])(
    "of %d fail the scan, name language and layer, and are not counted",
    async (value) => {
      const checkpoint = memoryCheckpoint();
      const scan = scanStats(TOKENS, CONFIG, { ...context(broken(value)), checkpoint });
      await expect(scan).rejects.toThrow(
        "lang_1, windows 2 to 3: layer 2: the gates of 2 of 5 neurons are NaN or infinite, first of L2N3",
      );
      expect(checkpoint.saved!.position).toEqual({ language: 1, window: 2 });
      const inParts = fakeSource(SHAPE, withoutPadding);
      expect(await scanStats(TOKENS, CONFIG, { ...context(inParts), checkpoint })).toEqual(
        await scanStats(TOKENS, CONFIG, context(inParts)),
      );
    },
  );
});

describe("is refused, and says why:", () => {
  const first = TOKENS[0]!;
  test.each([
    ["a language given twice", [first, first], "tokens of lang_0: given twice"],
    ["ids that do not match", [{ ...first, nWindows: 8 }], "8 windows of 8 do not match 56 ids"],
    [
      "a length beyond the window",
      [{ ...first, lengths: first.lengths.map(() => 9) }],
      "a length exceeds the window of 8",
    ],
    ["a wrong number of tokens", [{ ...first, nTokens: 1 }], "tokens, not 1"],
  ])("%s", async (_, tokens, says) => {
    await expect(scanStats(tokens, CONFIG, context())).rejects.toThrow(says);
  });

  test("batches of no windows", async () => {
    await expect(scanStats(TOKENS, { batchWindows: 0 }, context())).rejects.toThrow("batchWindows must be a positive");
  });

  test("gates shorter than the batch", async () => {
    const short = fakeSource(SHAPE, (gate) => [{ ...gate, values: new Float32Array(3) }]);
    await expect(scanStats(TOKENS, CONFIG, context(short))).rejects.toThrow("layer 0: 3 gates, not 80");
  });

  test.each<[string, (gate: FakeGate) => LayerGate[], string]>([
    [
      "a layer left out",
      (gate) => (gate.layer === 1 ? [] : [gate]),
      "layer 1: the model gave the gates of 0 tokens, not of 1",
    ],
    [
      "a part given twice",
      (gate) => [gate, ...withoutPadding(gate).slice(0, 1)],
      "layer 0: the model gave the gates of ",
    ],
    ["a layer that is not there", (gate) => [{ ...gate, layer: 3 }], "gates of layer 3 of a model of 3 layers"],
  ])("%s", async (_, change, says) => {
    await expect(scanStats(TOKENS, CONFIG, context(fakeSource(SHAPE, change)))).rejects.toThrow(
      `windows 0 to 1: ${says}`,
    );
  });
});
