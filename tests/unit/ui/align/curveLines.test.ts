import { describe, expect, test } from "vitest";
import type { AlignmentChange, Change } from "../../../../src/evaluate/alignmentResult";
import { type Curves, changeLines, changeTable, curveLines, curveTable } from "../../../../src/ui/align/curveLines";
import { isCompared, measured, measureOf } from "../../../../src/ui/align/measures";
import { languageStyle } from "../../../../src/ui/languageStyle";
import { handmade, LANGUAGES } from "./handmade";

const base = { name: "base", result: handmade(0.1) };
const tuned = { name: "Welsh LoRA", result: handmade(0.2) };
const styleOf = (language: string) => languageStyle(language, LANGUAGES);
const curves = (change: Partial<Curves> = {}): Curves => ({
  ...{ measure: measureOf("cosine"), isCentred: false, from: "eng_Latn", to: ["cym_Latn", "deu_Latn"], styleOf },
  ...{ models: [base, tuned], at: 1 },
  ...change,
});
const close = (got: readonly unknown[], wanted: readonly number[]) => {
  expect(got).toHaveLength(wanted.length);
  for (const [i, value] of wanted.entries()) expect(got[i]).toBeCloseTo(value, 12);
};

describe("measures of a pair", () => {
  test("the same from either side, but for retrieval, which is another number each way", () => {
    const at = (id: string, from: string, to: string) =>
      measured(base.result, measureOf(id), { isCentred: false, from, to, layer: 0 })?.value;
    for (const id of ["cosine", "gap", "cka", "centroidDistance"]) {
      expect(at(id, "cym_Latn", "eng_Latn")).toBe(at(id, "eng_Latn", "cym_Latn"));
    }
    expect(at("retrieval", "cym_Latn", "eng_Latn")).toBeCloseTo(0.3, 12);
    expect(at("retrieval", "eng_Latn", "cym_Latn")).toBeCloseTo(0.15, 12);
    expect(at("gap", "cym_Latn", "eng_Latn")).toBeCloseTo(0.25, 12);
    expect(at("centroidDistance", "cym_Latn", "eng_Latn")).toBe(60);
    expect(at("cosine", "cym_Latn", "fra_Latn")).toBeUndefined();
    expect(isCompared(base.result, "eng_Latn", "deu_Latn")).toBe(true);
    expect(isCompared(base.result, "eng_Latn", "fra_Latn")).toBe(false);
  });
});

describe("curves over layers", () => {
  test("a line a language and model with its band, and a dotted one of shuffled pairs", () => {
    const { title, x, y, lines, at } = curveLines(curves());
    expect([title, x, y, at]).toEqual([
      "Cosine from English, vectors as they are",
      "layer",
      "mean cosine (95 % bands)",
      1,
    ]);
    expect(lines.map(({ name, kind }) => `${name}: ${kind}`)).toEqual([
      "Welsh, base: first",
      "Welsh, base, shuffled: reference",
      "Welsh, Welsh LoRA: second",
      "Welsh, Welsh LoRA, shuffled: reference",
      "German, base: first",
      "German, base, shuffled: reference",
      "German, Welsh LoRA: second",
      "German, Welsh LoRA, shuffled: reference",
    ]);
    close(lines[2]!.y, [0.6, 0.8]);
    close(lines[2]!.band!.low, [0.55, 0.75]);
    close(lines[3]!.y, [0.35, 0.55]);
    expect(lines[3]!.band).toBeNull();
    expect(lines[2]!.hover[1]).toEqual(["Welsh, Welsh LoRA", "layer 1: 0.8 (0.75–0.85)"]);
    // The same language has the same colour whatever the model.
    expect(lines[0]!.style).toEqual(lines[2]!.style);
    expect(lines[0]!.style).not.toEqual(lines[4]!.style);
  });

  test("centred vectors have their own numbers, and measures that do not differ by them a band too", () => {
    close(curveLines(curves({ isCentred: true, models: [base] })).lines[0]!.y, [0.475, 0.575]);
    const cka = curveLines(curves({ measure: measureOf("cka"), models: [base] }));
    close(cka.lines[1]!.band!.low, [0.65, 0.75]);
    close(cka.lines[1]!.band!.high, [0.77, 0.87]);
    expect([cka.title, cka.y]).toEqual(["Linear CKA from English", "linear CKA (95 % bands)"]);
  });

  test("where a layer has no interval there is no band", () => {
    const distance = curveLines(curves({ measure: measureOf("centroidDistance"), models: [base] }));
    expect(distance.y).toBe("Euclidean distance");
    expect(distance.lines.map(({ band }) => band)).toEqual([null, null]);
    expect(distance.lines[0]!.hover.map(([, text]) => text)).toEqual(["layer 0: 60", "layer 1: 70 (63–77)"]);
    expect(changeLines(curves({ measure: measureOf("centroidDistance") }), null).y).toBe(
      "change of Euclidean distance",
    );
  });

  test("retrieval has the band of the way it is asked", () => {
    const to = curveLines(curves({ measure: measureOf("retrieval"), to: ["cym_Latn"], models: [base] }));
    close(to.lines[0]!.y, [0.15, 0.175]);
    close(to.lines[0]!.band!.low, [0.05, 0.075]);
    const back = { from: "cym_Latn", to: ["eng_Latn"], models: [base] };
    const from = curveLines(curves({ measure: measureOf("retrieval"), ...back }));
    close(from.lines[0]!.y, [0.3, 0.35]);
    close(from.lines[0]!.band!.high, [0.4, 0.45]);
  });

  test("the table has every number that is drawn", () => {
    const { columns, rows } = curveTable(curves({ to: ["deu_Latn"], models: [base] }));
    expect(columns).toHaveLength(rows[0]!.length);
    expect(rows.map((row) => row.slice(0, 5))).toEqual([
      ["eng_Latn", "deu_Latn", "base", 0, "as they are"],
      ["eng_Latn", "deu_Latn", "base", 1, "as they are"],
    ]);
    close(rows[1]!.slice(5), [0.8, 0.75, 0.85, 0.55]);
  });
});

describe("what the second model changed", () => {
  const known: Change = { difference: 0.11, interval: { low: 0.08, high: 0.15 } };
  const similarity = { cosine: known, gap: known, accuracyForward: known, accuracyBackward: known };
  const turned = { ...similarity, accuracyForward: { ...known, difference: -0.5 } };
  const linear = { cka: { ...known, difference: 0.12 }, centroidDistance: null };
  const pair = { a: "cym_Latn", b: "eng_Latn", layer: 1, raw: turned, centred: similarity, ...linear };
  const change: AlignmentChange = { resamples: 100, seed: 1, pairs: [pair] };

  test("with paired intervals where they are known, else the plain difference", () => {
    const { lines, hasZero, title } = changeLines(curves({ to: ["cym_Latn"] }), change);
    expect(hasZero).toBe(true);
    expect(title).toMatch(/Welsh LoRA − base$/);
    close(lines[0]!.y, [0, 0.11]);
    // A band needs the interval of every layer.
    expect(lines[0]!.band).toBeNull();
    const of = (id: string) => curves({ to: ["cym_Latn"], measure: measureOf(id) });
    close(changeTable(of("cka"), change).rows[1]!.slice(5), [0.12, 0.08, 0.15]);
    close(changeLines(of("centroidDistance"), change).lines[0]!.y, [0, 10]);
    expect(changeTable(of("centroidDistance"), change).rows[1]!.slice(6)).toEqual([null, null]);
    const rows = changeTable(curves({ to: ["cym_Latn"] }), change).rows;
    close(rows[1]!.slice(5), [0.11, 0.08, 0.15]);
    expect(rows[0]!.slice(6)).toEqual([null, null]);
  });

  test("retrieval takes the way that is asked for", () => {
    const retrieval = { measure: measureOf("retrieval") };
    const from = (language: string, to: string) =>
      changeLines(curves({ ...retrieval, from: language, to: [to] }), change).lines[0]!.y[1];
    expect(from("cym_Latn", "eng_Latn")).toBe(-0.5);
    expect(from("eng_Latn", "cym_Latn")).toBe(0.11);
  });
});
