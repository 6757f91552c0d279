import { describe, expect, test } from "vitest";
import type { FinetuneConfig, Method } from "../../../../src/train/finetuneConfig";
import { FINETUNE_PRESETS } from "../../../../src/train/finetunePresets";
import { PRINT_THEME } from "../../../../src/ui/charts/figure";
import type { LineTrace } from "../../../../src/ui/charts/lineTrace";
import type { PointTrace } from "../../../../src/ui/charts/shapeTrace";
import { budgetLines } from "../../../../src/ui/evaluate/dynamics/budgetLines";
import {
  bestOf,
  budgetOf,
  type ComparedRun,
  firstAt,
  sharedLoss,
  whyNotCompared,
} from "../../../../src/ui/evaluate/dynamics/comparedRun";
import { dataSizeFigure, dataSizeTable, dynamicsFigure } from "../../../../src/ui/evaluate/dynamics/dynamicsFigures";
import { styleAt } from "../../../../src/ui/languageStyle";

interface Made {
  readonly id: string;
  readonly method?: Method;
  /** Of validations at steps 0, 2, 4, ..., each of 64 tokens. */
  readonly losses: readonly number[];
  readonly textTokens?: number | null;
  /** Null: it does not tell. */
  readonly config?: Partial<FinetuneConfig> | null;
}

/** As a run of two steps between validations keeps it; the best is the lowest behind the start. */
function made({ id, method = "lora", losses, textTokens = 1000, config = {} }: Made): ComparedRun {
  const best = Math.min(...losses.slice(1));
  const validations = losses.map((loss, i) => ({
    step: 2 * i,
    tokens: 64 * i,
    lossNats: { cym_Latn: loss, eng_Latn: 9 },
  }));
  const bestStep = losses.length > 1 ? 2 * losses.lastIndexOf(best) : null;
  return {
    run: {
      ...{ id, name: `<${id}>`, method, language: "cym_Latn", bestStep, tokens: 64 * (losses.length - 1) },
      nNeurons: null,
      config: config && { ...FINETUNE_PRESETS.small.config(method), ...config },
    },
    curves: { validations, textTokens },
    style: styleAt(0),
  };
}

const slow = made({ id: "slow", losses: [4.2, 4.1, 4.05, 4.0] });
const fast = made({ id: "fast", losses: [4.2, 4.0, 3.9, 3.95] });
const bare = made({ id: "bare", losses: [4.2] });
const frame = { theme: PRINT_THEME, width: 640, height: 400, source: "babel-7m q4", titled: true };

describe("how far runs came", () => {
  test("the best is the run's own, and none where nothing was validated behind the start", () => {
    expect(bestOf(fast)).toEqual({ step: 4, tokens: 128, loss: 3.9 });
    expect(bestOf(bare)).toBeNull();
  });

  test("a loss is reached by the first validation at or below it, never by the base", () => {
    expect(firstAt(fast, 4.0)?.tokens).toBe(64);
    expect(firstAt(slow, 4.0)?.tokens).toBe(192);
    expect(firstAt(slow, 3.99)).toBeNull();
    expect(firstAt(slow, 5)?.tokens).toBe(64);
  });

  test("all runs came to the highest of their bests", () => {
    expect(sharedLoss([slow, fast, bare])).toBe(4.0);
    expect(sharedLoss([bare])).toBeNull();
  });

  test("runs that begin at different losses were validated on other text", () => {
    expect(whyNotCompared([slow, fast, bare])).toBeNull();
    expect(whyNotCompared([slow, made({ id: "other", losses: [4.3, 4.1] })])).toMatch(/begin at different losses/);
    expect(whyNotCompared([])).toBeNull();
  });

  test("a run that does not tell its loss before the first step cannot be known to be comparable", () => {
    const late = { ...fast, curves: { ...fast.curves, validations: fast.curves.validations.slice(1) } };
    expect(whyNotCompared([slow, late])).toMatch(/not known whether the same text was validated: <fast>\./);
    expect(whyNotCompared([late])).toBeNull();
    // What drew nothing stands beside nothing.
    expect(whyNotCompared([slow, { ...late, curves: { ...late.curves, validations: [] } }])).toBeNull();
  });

  test("the text seen is no more than what was trained on, and unknown where the run does not tell", () => {
    expect(budgetOf(made({ id: "a", losses: [4, 3], textTokens: 32 }))).toBe(32);
    expect(budgetOf(made({ id: "b", losses: [4, 3], textTokens: 9000 }))).toBe(64);
    expect(budgetOf(made({ id: "c", losses: [4, 3], textTokens: null }))).toBeNull();
  });
});

describe("figures", () => {
  test("a line a run with its name as text, and a star at its best", () => {
    const { data } = dynamicsFigure([slow, fast, bare], frame);
    const lines = data.filter((trace): trace is LineTrace => "mode" in trace && trace.mode === "lines+markers");
    const stars = data.filter((trace): trace is PointTrace => "mode" in trace && trace.mode === "markers");
    expect(lines.map(({ name }) => name)).toEqual(["&lt;slow>", "&lt;fast>", "&lt;bare>"]);
    expect([lines[1]!.x, lines[1]!.y]).toEqual([
      [0, 64, 128, 192],
      [4.2, 4.0, 3.9, 3.95],
    ]);
    expect(stars.map(({ x, y, marker }) => [x, y, marker.symbol])).toEqual([
      [[192], [4.0], "star"],
      [[128], [3.9], "star"],
    ]);
  });

  test("data size: runs of other settings are no line with the others, runs of another seed are", () => {
    const settings = (steps: number, learningRate: number, seed = 1) => ({ steps, learningRate, seed });
    const turned = (config: FinetuneConfig) =>
      Object.fromEntries(Object.entries(config).reverse()) as unknown as FinetuneConfig;
    const a = made({ id: "a", losses: [4.2, 4.1], textTokens: 20, config: settings(10, 0.01) });
    const b = made({ id: "b", losses: [4.2, 4.0], textTokens: 50, config: settings(10, 0.01, 2) });
    const lines = budgetLines([
      a,
      { ...b, run: { ...b.run, config: turned(b.run.config!) } },
      made({ id: "c", losses: [4.2, 3.9], textTokens: 50, config: settings(10, 0.02) }),
      made({ id: "d", losses: [4.2, 3.8], textTokens: 60, config: null }),
      made({ id: "e", losses: [4.2, 3.8], textTokens: 60, config: null }),
      made({ id: "f", method: "full", losses: [4.2, 3.7], textTokens: 20 }),
    ]);
    expect(lines.map(({ name, points }) => [name, points.map((point) => point.name)])).toEqual([
      ["LoRA, learning rate 0.01", ["<a>", "<b>"]],
      ["LoRA, learning rate 0.02", ["<c>"]],
      ["LoRA, settings of <d>", ["<d>"]],
      ["LoRA, settings of <e>", ["<e>"]],
      ["Full", ["<f>"]],
    ]);
    expect(new Set(lines.map(({ style }) => `${style.color} ${style.sign}`)).size).toBe(5);
  });

  test("data size: the rank of a LoRA is a setting of that method alone, as the number of neurons is", () => {
    const lora = (rank: number) => ({ lora: { rank, alpha: 8, dropout: 0 } });
    const names = (method: Method) =>
      budgetLines([1, 2].map((rank) => made({ id: `${rank}`, method, losses: [4.2, 4.1], config: lora(rank) }))).map(
        ({ name }) => name,
      );
    expect(names("lora")).toEqual(["LoRA, lora rank 1", "LoRA, lora rank 2"]);
    expect(names("full")).toEqual(["Full"]);
    const neurons = [3, 9].map((nNeurons) => {
      const one = made({ id: `${nNeurons}`, method: "subnetwork", losses: [4.2, 4.1] });
      return { ...one, run: { ...one.run, nNeurons } };
    });
    expect(budgetLines(neurons).map(({ name }) => name)).toEqual(["Subnetwork, neurons 3", "Subnetwork, neurons 9"]);
  });

  test("data size: a line a method through its best at each budget, the rest as points", () => {
    const runs = [
      made({ id: "a", losses: [4.2, 4.1], textTokens: 50 }),
      made({ id: "b", losses: [4.2, 4.0], textTokens: 20 }),
      made({ id: "c", losses: [4.2, 3.8], textTokens: 50 }),
      made({ id: "d", method: "full", losses: [4.2, 3.7], textTokens: 20 }),
      made({ id: "e", losses: [4.2, 3.7], textTokens: null }),
      bare,
    ];
    const [lora, others, full] = dataSizeFigure(runs, frame).data as [LineTrace, PointTrace, LineTrace];
    expect([lora.name, lora.x, lora.y]).toEqual(["LoRA", [20, 50], [4.0, 3.8]]);
    expect([others.x, others.y]).toEqual([[50], [4.1]]);
    expect([full.name, full.x, full.y]).toEqual(["Full", [20], [3.7]]);
    expect(dataSizeTable(runs).rows).toEqual([
      ["<b>", "LoRA", 20, 4.0],
      ["<c>", "LoRA", 50, 3.8],
      ["<a>", "LoRA", 50, 4.1],
      ["<d>", "Full", 20, 3.7],
    ]);
  });
});
