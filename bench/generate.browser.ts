import { expect, test } from "vitest";
import { layRows } from "../src/transformer/tokenRows";
import type { BenchGoal, BenchRow } from "./benchReport";
import { cpuSeconds, needDevice, saveReport } from "./browserReport";
import { type Candidate, median, medianRatio, takeTurns } from "./measure";
import { openSampleDecoder } from "./sampleDecoder";

/** Tokens before the one that is generated. */
const CONTEXTS = [16, 128, 496] as const;
const ROUNDS = 5;
/** How much faster a cached token should be than one that is computed from the whole text of 128 tokens. */
const CACHE_GOAL = 4;
/** How much a token behind 496 others may cost, in tokens behind 16. */
const GROWTH_GOAL = 2;

const text = (n: number): number[] => Array.from({ length: n }, (_, i) => 3 + ((i * 7919 + (i >> 3) * 131) % 8000));

test("generation", async () => {
  const gpu = await needDevice();
  const { decoder, release } = await openSampleDecoder(gpu.device, "onnx/model_q4.onnx");
  const ways: { context: number; isCached: boolean; run: Candidate }[] = [];
  for (const context of CONTEXTS) {
    const ids = text(context + 1);
    const cached = decoder.beginText();
    await cached.feed(ids.slice(0, context));
    const feed = async () => {
      await cached.feed(ids.slice(context));
      cached.rewind(context);
    };
    ways.push({ context, isCached: true, run: feed });
    ways.push({ context, isCached: false, run: () => decoder.logits(layRows([ids]), [context]) });
  }
  const timings = await takeTurns(
    ways.map(({ run }) => run),
    ROUNDS,
    cpuSeconds,
  );
  const of = (context: number, isCached: boolean) =>
    timings[ways.findIndex((way) => way.context === context && way.isCached === isCached)]!.seconds;

  const rows = ways.map(({ context, isCached }, i): BenchRow => {
    const { seconds, cpuSeconds: processor } = timings[i]!;
    const samples = seconds.map((one) => 1 / one);
    const faster = medianRatio(of(context, false), of(context, true));
    return {
      what: `${isCached ? "with the cache" : "from the whole text"}, behind ${context} tokens`,
      value: median(samples),
      unit: "tokens/s",
      samples,
      cpuSeconds: processor,
      note: isCached
        ? `${faster.toFixed(1)} x as fast as from the whole text`
        : "all rows computed anew, head on the last",
    };
  });
  const gain = medianRatio(of(128, false), of(128, true));
  const growth = medianRatio(of(496, true), of(16, true));
  const goals: BenchGoal[] = [
    {
      goal: `behind 128 tokens the cache makes a token at least ${CACHE_GOAL} x as fast`,
      met: gain >= CACHE_GOAL,
      found: `${gain.toFixed(1)} x`,
    },
    {
      goal: `a token behind 496 others takes at most ${GROWTH_GOAL} x the time of one behind 16`,
      met: growth <= GROWTH_GOAL,
      found: `${growth.toFixed(2)} x`,
    },
  ];
  const question =
    "What does the cache of keys and values gain in generation, and how does a token's time grow with the text?";
  const how = `The sample model's q4 file; one token read behind a text, its logits read back; medians of ${ROUNDS} rounds in turns.`;
  await saveReport("generate", { question, how, rows, goals }, gpu);
  release();
  expect(rows.every(({ value }) => Number.isFinite(value))).toBe(true);
});
