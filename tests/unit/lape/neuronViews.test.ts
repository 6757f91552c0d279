import { describe, expect, test } from "vitest";
import { neuronDetail } from "../../../src/lape/neuronDetail";
import { maskTable, neuronTable } from "../../../src/lape/neuronTable";
import { prepareLape } from "../../../src/lape/prepareLape";
import { probabilities } from "../../../src/lape/probability";
import { select } from "../../../src/lape/selectNeurons";
import { wilsonInterval } from "../../../src/lape/wilsonInterval";
import { lapeReference, madeUpStats } from "../../support/lapeReference";

const CONFIG = { topRate: 0.2, filterRate: 0.6, activationBarRatio: 0.8 };
const stats = madeUpStats(7, 5, 3, 40);
const data = await prepareLape(stats);
const result = await select(data, CONFIG);
const want = lapeReference(stats, CONFIG);

test("the table has a row a selected neuron, in order of entropy", () => {
  const table = neuronTable(stats, result);
  const flat = Array.from(table.layer, (l, row) => l * 40 + table.index[row]!);
  expect(flat).toEqual(want.selected);
  expect([...table.entropy].map((x) => x.toFixed(5))).toEqual(want.selected.map((j) => want.entropy[j]!.toFixed(5)));
  for (const [row, j] of flat.entries()) {
    for (let k = 0; k < 5; k++) {
      expect(table.probability[row * 5 + k]).toBe(Math.fround(stats.overZero[k]![j]! / stats.n[k]!));
      expect(table.member[row * 5 + k]).toBe(want.members[k]!.includes(j) ? 1 : 0);
    }
  }
});

test("the table of a mask alone has its neurons by layer and index, and says that the rest is not known", () => {
  const table = maskTable(result.mask);
  const flat = Array.from(table.layer, (l, row) => l * 40 + table.index[row]!);
  expect(flat).toEqual([...new Set(want.members.flat())].sort((a, b) => a - b));
  for (const [row, j] of flat.entries()) {
    expect(want.members.map((members) => (members.includes(j) ? 1 : 0))).toEqual([
      ...table.member.slice(row * 5, row * 5 + 5),
    ]);
  }
  expect(new Set([...table.entropy, ...table.probability])).toEqual(new Set([Number.NaN]));
});

test("probabilities of one language are the table's", () => {
  expect([...probabilities(stats, 2)]).toEqual(Array.from(stats.overZero[2]!, (c) => Math.fround(c / stats.n[2]!)));
});

describe("a neuron in detail", () => {
  test.each([0, 1, 5, 41, 79, 119])("flat index %d", (j) => {
    const detail = neuronDetail(data, result, Math.floor(j / 40), j % 40);
    expect(detail.selected).toBe(want.selected.includes(j));
    expect(detail.entropy === null).toBe(Number.isNaN(want.entropy[j]));
    if (detail.entropy !== null) expect(detail.entropy).toBeCloseTo(want.entropy[j]!, 8);
    for (const [k, row] of detail.languages.entries()) {
      expect(row).toMatchObject({ language: `lang_${k}`, n: stats.n[k], overZero: stats.overZero[k]![j] });
      expect(row.meanActivation).toBe(stats.actSum[k]![j]! / stats.n[k]!);
      expect(row.member).toBe(want.members[k]!.includes(j));
      expect(row.low <= row.probability && row.probability <= row.high).toBe(true);
    }
  });

  test("ranks are places in the order of all neurons that pass the filter", () => {
    const all = lapeReference(stats, { ...CONFIG, topRate: 1 }).selected;
    for (let j = 0; j < 120; j++) {
      const place = all.indexOf(j);
      const { rank, nRanked } = neuronDetail(data, result, Math.floor(j / 40), j % 40);
      expect([rank, nRanked]).toEqual([place < 0 ? null : place + 1, all.length]);
    }
  });

  test.each([
    [3, 0],
    [0, 40],
    [-1, 0],
    [0.5, 0],
  ])("L%dN%d does not exist", (layer, index) => {
    expect(() => neuronDetail(data, result, layer, index)).toThrow("the model has 3 layers of 40");
  });
});

test.each([
  [8, 10],
  [1, 10_000],
  [0, 20],
  [20, 20],
])("the Wilson interval of %d in %d ends where the score test rejects at 5 %%", (count, n) => {
  const { low, high } = wilsonInterval(count, n);
  expect(low >= 0 && low <= count / n && count / n <= high && high <= 1).toBe(true);
  for (const p of [low, high]) {
    // (count - n p)^2 = z^2 n p (1 - p), by definition; at 0 and n the interval includes the end instead
    if (p > 0 && p < 1) expect((count - n * p) ** 2 / (n * p * (1 - p))).toBeCloseTo(1.959964 ** 2, 4);
  }
});
