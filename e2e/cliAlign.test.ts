import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { babelscope, succeed } from "./babelscope";

const MODEL = "public/models/babel-7m";
const SENTENCES = 5;
let root: string;
const at = (...names: string[]): string => join(root, ...names);

const alignOf = (out: string): string[] => [
  ...["align", "--model", MODEL, "--corpus", at("corpus"), "--out", at(out)],
  ...["--delta", at("run", "delta.safetensors"), "--resamples", "100", "--software"],
];

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), "babelscope-align-"));
  mkdirSync(at("corpus"));
  for (const language of ["cym_Latn", "deu_Latn"]) {
    const lines = readFileSync(`public/corpora/interface/${language}.txt`, "utf8")
      .split("\n")
      .slice(0, SENTENCES + 1);
    if (language === "cym_Latn") lines[2] = "";
    writeFileSync(at("corpus", `${language}.txt`), `${lines.join("\n")}\n`);
  }
  await succeed([
    ...["finetune", "--model", MODEL, "--corpus", "public/corpora/udhr/cym_Latn.txt", "--language", "cym_Latn"],
    ...["--method", "lora", "--lora-rank", "2", "--learning-rate", "0.05", "--steps", "2", "--seq-len", "16"],
    ...["--batch-size", "1", "--validation-windows", "1", "--software", "--out", at("run")],
  ]);
});
afterAll(() => rmSync(root, { recursive: true }));

test("the base and a run align the same sentences, and what was interrupted goes on", async () => {
  const stopped = await babelscope(alignOf("aligned"), { interruptAt: /base, deu_Latn/ });
  expect([stopped.code, stopped.stdout]).toEqual([130, ""]);
  const again = await babelscope(alignOf("aligned"));
  expect(again.code).toBe(0);
  expect(again.stderr).toMatch(/base: going on after [1-9]\d* parts/);
  expect(again.stderr).toContain("cym_Latn lacks 1 sentences that others have: they are left out");
  expect(JSON.parse(again.stdout)).toMatchObject({ languages: ["cym_Latn", "deu_Latn"], sentences: SENTENCES });

  const { models } = JSON.parse(readFileSync(at("aligned", "alignment.json"), "utf8"));
  const [base, tuned] = models;
  expect(base.change).toBeNull();
  expect(base.result.missing).toEqual([{ language: "cym_Latn", sentences: 1 }]);
  expect(base.result.pairs.map(({ layer }: { layer: number }) => layer)).toEqual([0, 1, 2, 3, 4, 5, 6]);
  for (const [i, { raw, centred }] of tuned.change.pairs.entries()) {
    const [before, after] = [base.result.pairs[i], tuned.result.pairs[i]];
    expect(raw.cosine.difference).toBeCloseTo(after.raw.cosine - before.raw.cosine, 6);
    const gapOf = ({ cosine, cosine_shuffled }: { cosine: number; cosine_shuffled: number }) =>
      cosine - cosine_shuffled;
    expect(centred.gap.difference).toBeCloseTo(gapOf(after.centred) - gapOf(before.centred), 6);
    expect(raw.cosine.interval.low).toBeLessThanOrEqual(raw.cosine.interval.high);
  }
  expect(tuned.change.pairs[6].raw.cosine.difference).not.toBe(0);
  expect(tuned.manifest.run.manifest).toMatchObject({ format: "babelscope-manifest" });
  expect(base.manifest.settings.alignment).toMatchObject({ sentences: SENTENCES, pivot: null });
});

test("a language that is not there is refused before the model is brought to the GPU", async () => {
  const { code, stderr } = await babelscope([...alignOf("other"), "--languages", "cym_Latn,mlt_Latn"]);
  expect(code).toBe(2);
  expect(stderr).toContain("--languages: there is no text in mlt_Latn: there is cym_Latn, deu_Latn");
});

test("files that do not translate each other line by line are refused, by id they are not", async () => {
  mkdirSync(at("tables"));
  const [welsh, german] = ["cym_Latn", "deu_Latn"].map((language) =>
    readFileSync(`public/corpora/interface/${language}.txt`, "utf8").split("\n").slice(0, 3),
  ) as [string[], string[]];
  // As many lines as the other file, of which one is the second of a cell.
  const cells = [`"${welsh[0]}"`, `"${welsh[1]}\n${welsh[1]}"`];
  writeFileSync(at("tables", "cym_Latn.csv"), `text,key\n${cells.map((cell, i) => `${cell},${i}\n`).join("")}`);
  const rows = german.map((text, i) => `${JSON.stringify({ text, key: i })}\n`);
  writeFileSync(at("tables", "deu_Latn.jsonl"), rows.join(""));
  const tables = [
    ...["align", "--model", MODEL, "--corpus", at("tables"), "--out", at("of-tables")],
    ...["--resamples", "10", "--software"],
  ];
  const refused = await babelscope(tables);
  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain("is not aligned with cym_Latn by line: deu_Latn.jsonl has 3; cym_Latn.csv has 2.");
  // Told before the model is asked, which takes minutes.
  const byId = await babelscope([...tables, "--id-field", "key"], { interruptAt: /they are left out/ });
  expect(byId.code).toBe(130);
  expect(byId.stderr).toContain("cym_Latn lacks 1 sentences that others have: they are left out");
});
