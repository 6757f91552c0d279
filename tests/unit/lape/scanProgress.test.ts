import { describe, expect, test } from "vitest";
import { rateMeter, type ScanProgress } from "../../../src/lape/scanProgress";
import { scanStats } from "../../../src/lape/scanStats";
import { CONFIG, context, counting, N_RUNS, TOKENS } from "./madeScan";

describe("a scan's progress", () => {
  test("grows by language and in all, and shows the counts so far", async () => {
    const seen: { done: number; n: number; languages: number[] }[] = [];
    let last: ScanProgress | undefined;
    const onProgress = (p: ScanProgress): void => {
      const n = p.stats.n.reduce((sum, x) => sum + x, 0);
      seen.push({ done: p.tokensDone, n, languages: p.languages.map((l) => l.tokensDone) });
      last = p;
    };
    await scanStats(TOKENS, CONFIG, { ...context(), onProgress });
    expect(seen.length).toBe(N_RUNS + 1);
    expect(seen[0]).toEqual({ done: 0, n: 0, languages: [0, 0, 0, 0] });
    for (const [i, { done, n, languages }] of seen.entries()) {
      expect(done).toBe(n);
      expect(done).toBe(languages.reduce((sum, x) => sum + x, 0));
      if (i > 0) expect(done).toBeGreaterThanOrEqual(seen[i - 1]!.done);
    }
    expect(last!.tokensDone).toBe(last!.tokensTotal);
    expect(last!.languages.map((l) => l.tokensTotal)).toEqual(TOKENS.map((batch) => batch.nTokens));
    expect(last!.tokensPerSecond).toBeGreaterThan(0);
    expect(last!.secondsLeft).toBe(0);
  });

  test("tells how far a run has come before it is counted", async () => {
    const seen: ScanProgress[] = [];
    const onProgress = (p: ScanProgress): void => void seen.push(p);
    const batches = [TOKENS[0]!];
    await scanStats(batches, { batchWindows: 7, reportEveryMs: 0 }, { ...context(), onProgress });
    const { nTokens } = TOKENS[0]!;
    const at = seen.map(({ tokensDone, tokensRunning }) => [tokensDone, tokensRunning]);
    const layers = [1, 2, 3].map((layer) => [0, expect.closeTo((layer / 3) * nTokens, 9)]);
    expect(at).toEqual([[0, 0], ...layers, [nTokens, 0]]);
  });

  test("a run that is told never falls behind one told before", async () => {
    let before = 0;
    const onProgress = ({ tokensDone, tokensRunning }: ScanProgress): void => {
      expect(tokensDone + tokensRunning).toBeGreaterThanOrEqual(before - 1e-9);
      before = tokensDone + tokensRunning;
    };
    await scanStats(TOKENS, { batchWindows: 2, reportEveryMs: 0 }, { ...context(), onProgress });
    expect(before).toBe(TOKENS.reduce((sum, { nTokens }) => sum + nTokens, 0));
  });

  test("a cancel that arrives as a task gets through while the model computes without a pause", async () => {
    const abort = new AbortController();
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => abort.abort(new Error("cancelled"));
    let runs = 0;
    const source = counting((run) => {
      runs = run + 1;
      if (run === 1) port2.postMessage(null);
    });
    await expect(scanStats(TOKENS, CONFIG, { ...context(source), signal: abort.signal })).rejects.toThrow("cancelled");
    port1.close();
    expect(runs).toBeLessThan(N_RUNS);
  });
});

test("the rate is that of the last ten seconds, and unknown before anything was timed", () => {
  const rate = rateMeter();
  expect(rate(500, 0)).toBeNull(); // where a saved scan goes on
  expect(rate(600, 1000)).toBe(100);
  for (let s = 2; s <= 20; s++) rate(600 + 50 * (s - 1), 1000 * s);
  expect(rate(600 + 50 * 20, 21_000)).toBe(50);
});

test("runs longer than ten seconds still have a rate", () => {
  const rate = rateMeter();
  rate(0, 0);
  expect(rate(100, 20_000)).toBe(5);
  expect(rate(300, 40_000)).toBe(10);
});
