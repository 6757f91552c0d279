import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { babelscope, succeed } from "./babelscope";

const MODEL = "public/models/babel-7m";
const QUESTIONS = Array.from({ length: 4 }, (_, i) =>
  JSON.stringify({ question: `Q${i}`, choices: ["a", "b"], answer: i % 2 }),
);
/** BELEBELE's fields, with a right answer that none of its rows has. */
const MALFORMED = JSON.stringify({
  ...{ flores_passage: "P.", question: "Q?", correct_answer_num: "7" },
  ...{ mc_answer1: "a", mc_answer2: "b", mc_answer3: "c", mc_answer4: "d" },
});
let root: string;
const at = (...names: string[]): string => join(root, ...names);

const perplexityOf = (out: string): string[] => [
  ...[
    "perplexity",
    "--model",
    MODEL,
    "--corpus",
    at("corpus"),
    "--out",
    at(out),
    "--delta",
    at("run", "delta.safetensors"),
  ],
  ...["--tokens-per-language", "96", "--seq-len", "16", "--resamples", "100", "--software"],
];

const evalOf = (out: string, ...more: string[]): string[] => [
  ...["eval", "--model", MODEL, "--task", at("tasks"), "--out", at(out), "--software", ...more],
];
/** Without the date in their names. */
const namesIn = (out: string): string[] =>
  readdirSync(at(out), { recursive: true, encoding: "utf8" })
    .filter((name) => /\.jsonl?$/.test(name) && !name.startsWith("."))
    .map((name) => name.replace(/_\d{4}-.*(\.jsonl?)$/, "$1"))
    .sort();

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), "babelscope-measure-"));
  for (const folder of ["corpus", "tasks", "sentences"]) mkdirSync(at(folder));
  writeFileSync(at("tasks", "belebele_mlt_Latn.jsonl"), MALFORMED);
  writeFileSync(at("tasks", "questions.cym_Latn.jsonl"), QUESTIONS.join("\n"));
  for (const language of ["eng_Latn", "cym_Latn"])
    writeFileSync(at("sentences", `${language}.devtest`), "One.\nTwo.\n");
  for (const language of ["cym_Latn", "npi_Deva"]) {
    const lines = readFileSync(`public/corpora/udhr/${language}.txt`, "utf8").split("\n");
    writeFileSync(at("corpus", `${language}.txt`), lines.slice(0, 20).join("\n"));
  }
  await succeed([
    ...["finetune", "--model", MODEL, "--corpus", at("corpus"), "--language", "cym_Latn", "--out", at("run")],
    ...["--method", "lora", "--lora-rank", "2", "--learning-rate", "0.01", "--steps", "3", "--seq-len", "16"],
    ...["--batch-size", "1", "--validation-windows", "1", "--software"],
  ]);
});
afterAll(() => rmSync(root, { recursive: true }));

test("the base and a run are measured on the same windows, and what was interrupted goes on to the same numbers", async () => {
  const stopped = await babelscope(perplexityOf("stopped"), { interruptAt: /base, cym_Latn: [1-9]/ });
  expect([stopped.code, stopped.stdout]).toEqual([130, ""]);
  expect(stopped.stderr).toContain("what was measured is saved: the same command goes on from there");
  const again = await babelscope(perplexityOf("stopped"));
  expect(again.code).toBe(0);
  expect(again.stderr).toMatch(/base: going on after [1-9]\d* parts/);
  const resumed = JSON.parse(again.stdout);
  const whole = await succeed(perplexityOf("whole"));
  expect(resumed.models).toEqual(whole.models);

  const [base, tuned] = whole.models;
  expect(base.name).toBe("base");
  for (const language of ["cym_Latn", "npi_Deva"]) {
    const [before, after] = [base.languages[language], tuned.languages[language]];
    // Six windows of sixteen tokens, of each but the first.
    expect([before.tokens, after.tokens, after.bytes]).toEqual([90, 90, before.bytes]);
    expect(after.change_nats).toBeCloseTo(after.loss_nats - before.loss_nats, 12);
    expect(after.perplexity).toBeCloseTo(Math.exp(after.loss_nats), 9);
    expect(before.bits_per_byte).toBeCloseTo((before.loss_nats * 90) / Math.LN2 / before.bytes, 9);
    expect(before.change_nats).toBeUndefined();
  }
  expect(tuned.languages.cym_Latn.change_nats).not.toBe(0);
  const file = JSON.parse(readFileSync(at("whole", "perplexity.json"), "utf8"));
  expect(file.models[1].windows[0].window_tokens).toEqual(new Array(6).fill(15));
  expect(file.models[1].manifest.run.manifest).toMatchObject({ format: "babelscope-manifest" });
  expect(file.models[0].manifest.settings.perplexity.packing).toMatchObject({ seqLen: 16 });
});

test("a delta of other weights is refused", async () => {
  const { code, stderr } = await babelscope([...perplexityOf("other"), "--weights", "q8"]);
  expect(code).toBe(1);
  expect(stderr).toContain("weight format");
});

test("stopped while a run is asked it goes on from there, the base is not asked again, and each result is written once", async () => {
  const withRun = ["--delta", at("run", "delta.safetensors")];
  const stopped = await babelscope(evalOf("out", ...withRun), {
    interruptAt: /base, .*: acc [01]/,
  });
  expect([stopped.code, stopped.stdout]).toEqual([130, ""]);
  expect(stopped.stderr).toContain("left out: belebele/mlt_Latn: no row can be asked: 1 were left out, the first");
  expect(namesIn("out")).toEqual([]);

  const again = await babelscope(evalOf("out", ...withRun));
  expect(again.code, again.stderr).toBe(0);
  expect(again.stderr).toMatch(/base, .*: going on after 1 parts/);
  const { models, left_out, ...told } = JSON.parse(again.stdout);
  expect(told.how).toBeUndefined();
  expect(left_out).toEqual([expect.stringContaining("belebele/mlt_Latn")]);
  expect(models.map(({ tasks }: { tasks: { task: string; how: string; examples: number }[] }) => tasks)).toEqual([
    [expect.objectContaining({ task: "multiple_choice/cym_Latn", how: "likelihood", examples: 4 })],
    [expect.objectContaining({ task: "multiple_choice/cym_Latn", how: "likelihood", examples: 4 })],
  ]);
  const names = namesIn("out").map((name) => name.slice(name.lastIndexOf("/") + 1));
  expect(names.filter((name) => name === "results.json")).toHaveLength(2);
  expect(names).toHaveLength(4);
  // Nothing of it is left.
  const kept = readdirSync(at("out", ".babelscope"), { recursive: true, withFileTypes: true });
  expect(kept.filter((entry) => entry.isFile())).toEqual([]);
});

test.each([
  [["--few-shot", "4"], "multiple_choice/cym_Latn: 4 few-shot examples are asked for, there are 3 to draw from"],
  [["--source", "fra_Latn"], "translation: the files do not hold both fra_Latn and"],
])("%j is refused before anything is asked, with the task's name", async (options, problem) => {
  const tasks = ["--task", `${at("tasks")},${at("sentences")}`];
  const { code, stdout, stderr } = await babelscope([...evalOf("refused"), ...tasks, ...options]);
  expect([code, stdout]).toEqual([2, ""]);
  expect(stderr).toContain(problem);
  expect(stderr).not.toContain("computing on");
});
