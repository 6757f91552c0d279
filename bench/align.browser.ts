import { expect, test } from "vitest";
import { languagePairs } from "../src/evaluate/align";
import { type AlignmentKernels, compileAlignment } from "../src/evaluate/alignmentKernels";
import { type PairReduction, reduceLayer } from "../src/evaluate/reduceLayer";
import type { Gpu } from "../src/gpu/device";
import { alignmentTwin, type TwinAlignment, type TwinRows, toRows } from "../tests/support/alignmentTwin";
import { randn } from "../tests/support/numeric";
import type { BenchGoal, BenchRow } from "./benchReport";
import { cpuSeconds, needDevice, saveReport } from "./browserReport";
import { median, medianRatio, type Timing, takeTurns } from "./measure";

const D_MODEL = 256;
const ROUNDS = 3;
const BASE = { nLanguages: 4, nSentences: 200 };
/** A real GPU is busy with these only. */
const LARGE = { nLanguages: 12, nSentences: 2000 };
/** What more sentences or pairs may take above what they compute more, for a shared machine's noise. */
const SLACK = 1.3;

interface Shape {
  readonly nLanguages: number;
  readonly nSentences: number;
}

/** What tells most: on a software adapter processor time, which other work does not lengthen. */
const costOf = ({ isSoftware }: Gpu, { seconds, cpuSeconds: cpu }: Timing): readonly number[] =>
  isSoftware ? cpu : seconds;

const shapeName = ({ nLanguages, nSentences }: Shape): string => `${nLanguages} x ${nSentences} x ${D_MODEL}`;

/** Random vectors around a shared meaning, f32[n_sentences, d_model] a language. */
function vectorsOf({ nLanguages, nSentences }: Shape): Float32Array<ArrayBuffer>[] {
  const meaning = randn(1, nSentences * D_MODEL);
  return Array.from({ length: nLanguages }, (_, k) => {
    const noise = randn(2 + k, meaning.length);
    return meaning.map((value, i) => value + noise[i]! + 1);
  });
}

const pairsOf = ({ nLanguages }: Shape) => languagePairs(Array.from({ length: nLanguages }, String), null);

/** All pairs of a layer on the GPU, the upload and what is read back included. */
async function onGpu(
  { device }: Gpu,
  kernels: AlignmentKernels,
  shape: Shape,
  vectors: readonly Float32Array<ArrayBuffer>[],
) {
  const reductions: PairReduction[] = [];
  const size = { nSentences: shape.nSentences, dModel: D_MODEL, vectors };
  for await (const one of reduceLayer(device, kernels, size, pairsOf(shape))) reductions.push(one);
  return reductions;
}

const inJavaScript = (shape: Shape, rows: readonly TwinRows[]): TwinAlignment[] =>
  pairsOf(shape).map(([a, b]) => alignmentTwin(rows[a]!, rows[b]!));

const mean = (values: ArrayLike<number>): number => Array.from(values).reduce((a, b) => a + b, 0) / values.length;

/** The largest difference in the cosines and CKA of any pair. */
const apart = (got: readonly PairReduction[], want: readonly TwinAlignment[]): number =>
  Math.max(
    ...got.flatMap(({ raw, centred, cka }, i) => [
      Math.abs(mean(raw.cosine) - want[i]!.raw.cosine),
      Math.abs(mean(centred.cosine) - want[i]!.centred.cosine),
      Math.abs(cka - want[i]!.cka),
    ]),
  );

/** The base in both ways, by turns. */
async function compare(gpu: Gpu, kernels: AlignmentKernels): Promise<{ rows: BenchRow[]; goals: BenchGoal[] }> {
  const vectors = vectorsOf(BASE);
  const asRows = vectors.map((values) => toRows(values, D_MODEL));
  expect(apart(await onGpu(gpu, kernels, BASE, vectors), inJavaScript(BASE, asRows))).toBeLessThan(1e-5);
  const ways = [() => onGpu(gpu, kernels, BASE, vectors), async () => inJavaScript(BASE, asRows)];
  const [wgsl, plain] = await takeTurns(ways, ROUNDS, cpuSeconds);
  const ratio = medianRatio(wgsl!.seconds, plain!.seconds);
  const cpuRatio = medianRatio(wgsl!.cpuSeconds, plain!.cpuSeconds);
  const row = (what: string, { seconds, cpuSeconds: cpu }: Timing, note: string): BenchRow => {
    const samples = seconds.map((s) => 1000 * s);
    return { what: `${shapeName(BASE)}: ${what}`, value: median(samples), unit: "ms", samples, cpuSeconds: cpu, note };
  };
  return {
    rows: [
      row(
        "in WGSL",
        wgsl!,
        `${ratio.toFixed(3)} x the time of plain JavaScript, ${cpuRatio.toFixed(3)} x its processor time`,
      ),
      row("in plain JavaScript, f64", plain!, "the tests' twin"),
    ],
    goals: [
      {
        goal: "the reductions of a layer are faster in WGSL than in plain JavaScript",
        met: ratio < 1,
        found: `${ratio.toFixed(3)} x its time, ${cpuRatio.toFixed(3)} x its processor time`,
      },
    ],
  };
}

/** What each of three shapes takes, and how much more than what it computes more. */
async function grow(
  gpu: Gpu,
  kernels: AlignmentKernels,
  what: string,
  shapes: readonly Shape[],
  workOf: (shape: Shape) => number,
): Promise<{ rows: BenchRow[]; goal: BenchGoal }> {
  const ways = shapes.map((shape) => {
    const vectors = vectorsOf(shape);
    return () => onGpu(gpu, kernels, shape, vectors);
  });
  const timings = await takeTurns(ways, ROUNDS, cpuSeconds);
  const [first, last] = [0, shapes.length - 1];
  const rows = shapes.map((shape, i): BenchRow => {
    const samples = timings[i]!.seconds.map((s) => 1000 * s);
    const times = medianRatio(costOf(gpu, timings[i]!), costOf(gpu, timings[first]!));
    const work = workOf(shape) / workOf(shapes[first]!);
    const note = `${times.toFixed(2)} x what the first takes, for ${work.toFixed(1)} x the products`;
    return {
      what: shapeName(shape),
      value: median(samples),
      unit: "ms",
      samples,
      cpuSeconds: timings[i]!.cpuSeconds,
      note,
    };
  });
  const times = medianRatio(costOf(gpu, timings[last]!), costOf(gpu, timings[first]!));
  const work = workOf(shapes[last]!) / workOf(shapes[first]!);
  return {
    rows,
    goal: {
      goal: `the reductions' time grows with ${what} no faster than what they compute`,
      met: times <= SLACK * work,
      found: `${times.toFixed(2)} x as long for ${work.toFixed(1)} x the products`,
    },
  };
}

/** Products of sentences: all pairs of languages, twice (raw and centred); each language's own. */
const productsOf = (shape: Shape): number => (2 * pairsOf(shape).length + shape.nLanguages) * shape.nSentences ** 2;

test("what do the reductions of an alignment take?", async () => {
  const gpu = await needDevice();
  const kernels = await compileAlignment(gpu.device);
  const { rows, goals } = await compare(gpu, kernels);
  const bySentences = [100, 200, 400].map((nSentences) => ({ ...BASE, nSentences }));
  const byLanguages = [2, 4, 8].map((nLanguages) => ({ ...BASE, nLanguages }));
  const sentences = await grow(gpu, kernels, "sentences", bySentences, productsOf);
  const languages = await grow(gpu, kernels, "languages", byLanguages, productsOf);
  rows.push(...sentences.rows, ...languages.rows);
  goals.push(sentences.goal, languages.goal);
  if (!gpu.isSoftware) {
    const large = await grow(gpu, kernels, "languages on a GPU", [{ ...LARGE, nLanguages: 3 }, LARGE], productsOf);
    rows.push(...large.rows);
    goals.push(large.goal);
  }
  await saveReport(
    "align",
    {
      question: "What do the reductions of an alignment take?",
      how: `Random vectors (languages x sentences x numbers) of one layer: cosines, retrieval both ways, raw and centred, linear CKA and the distance of means for all pairs of languages, uploads and what is read back included, ${ROUNDS} rounds by turns. Both ways agree to 1e-5. Growth is in processor time on a software adapter. On a GPU ${shapeName(LARGE)}, too.`,
      rows,
      goals,
    },
    gpu,
  );
  gpu.device.destroy();
});
