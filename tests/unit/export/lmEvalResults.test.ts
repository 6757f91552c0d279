import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { scoreTranslations } from "../../../src/evaluate/scoreTranslations";
import type { TaskExample, TaskResult } from "../../../src/evaluate/taskResult";
import { type AskedTask, type LmEvalModel, lmEvalFiles, standardError } from "../../../src/export/lmEvalResults";
import { buildManifest } from "../../../src/export/manifest";
import type { OutputFile } from "../../../src/formats/outputFile";
import { sampleRun } from "./sampleRun";

type Json = Record<string, unknown>;

const fixture = (name: string): string =>
  readFileSync(new URL(`../../fixtures/lmEval/${name}`, import.meta.url), "utf8");
const linesIn = (text: string): Json[] =>
  text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Json);
const theirs = JSON.parse(fixture("results.json")) as Record<string, Json>;
const theirChoices = linesIn(fixture("samples_choice.jsonl"));
const theirTranslations = linesIn(fixture("samples_mt.jsonl"));

async function textOf(file: OutputFile): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of file.chunks()) text += decoder.decode(chunk, { stream: true });
  return text;
}

const MODEL: LmEvalModel = {
  name: "babel/7m",
  args: { dtype: "q4" },
  date: new Date("2026-11-21T15:12:20.319Z"),
  appVersion: "0.1.0",
  device: "google swiftshader",
};
const asked = (result: TaskResult): AskedTask => ({ result, limit: null, manifest: buildManifest(sampleRun) });
const interval = { low: 0, high: 1 };
const ofTask = (task: string, made: Pick<TaskResult, "metrics" | "examples">): TaskResult => ({
  ...{ task, language: null, preset: "some", fewShot: 0, seed: 1, skipped: [], cut: 0 },
  ...made,
});

/** The harness's examples as ours, with its own likelihoods, prompts and scores. */
function choiceResult(): TaskResult {
  const examples = theirChoices.map((line): TaskExample => {
    const doc = line.doc as { question: string; choices: string[]; answer: number };
    const resps = line.filtered_resps as [string, string][];
    return {
      id: String(line.doc_id),
      prompt: `${doc.question}\nAnswer:`,
      choices: doc.choices.map((text, i) => ({ text, logLikelihood: Number(resps[i]![0]) })),
      output: null,
      answer: null,
      expected: doc.choices[doc.answer]!,
      gold: doc.answer,
      scores: { acc: line.acc as number, acc_norm: line.acc_norm as number },
    };
  });
  const metrics = ["acc", "acc_norm"].map((name) => ({
    ...{ name, how: "likelihood", interval, signature: null },
    value: examples.reduce((sum, { scores }) => sum + scores[name]!, 0) / examples.length,
  }));
  return ofTask("choice", { metrics, examples });
}

function translationResult(): TaskResult {
  const examples = theirTranslations.map((line, i) => {
    const doc = line.doc as { source: string; reference: string };
    const prompt = `Translate this sentence into Welsh: ${doc.source} Translation:`;
    return { id: String(i), prompt, expected: doc.reference };
  });
  const outputs = theirTranslations.map((line) => (line.filtered_resps as string[])[0]!);
  return ofTask("mt", scoreTranslations(examples, outputs, { seed: 1, resamples: 50 }));
}

const GENERATION = { until: ["\n"], max_gen_toks: 128, do_sample: false, temperature: 0 };

async function ours(): Promise<{
  results: Record<string, Json>;
  choices: Json[];
  translations: Json[];
  paths: string[];
}> {
  const tasks = [asked(choiceResult()), { ...asked(translationResult()), generation: GENERATION }];
  const files = await lmEvalFiles(tasks, MODEL);
  const [results, choices, translations] = await Promise.all(files.map(textOf));
  return {
    results: JSON.parse(results!) as Record<string, Json>,
    choices: linesIn(choices!),
    translations: linesIn(translations!),
    paths: files.map(({ path }) => path),
  };
}

describe("files as lm-evaluation-harness writes them", () => {
  it("are named by model, task and date", async () => {
    expect((await ours()).paths).toEqual([
      "babel__7m/results_2026-11-21T15-12-20.319.json",
      "babel__7m/samples_choice_2026-11-21T15-12-20.319.jsonl",
      "babel__7m/samples_mt_2026-11-21T15-12-20.319.jsonl",
    ]);
  });

  it("have its fields", async () => {
    const { results } = await ours();
    expect(Object.keys(results).toSorted()).toEqual(Object.keys(theirs).toSorted());
    expect(Object.keys(results.config!).toSorted()).toEqual(Object.keys(theirs.config!).toSorted());
    for (const field of ["versions", "n-shot", "n-samples"]) expect(results[field]).toEqual(theirs[field]);
    expect(results.higher_is_better!.choice).toEqual(theirs.higher_is_better!.choice);
    for (const task of ["choice", "mt"]) {
      expect(results.results![task]).toMatchObject({ name: task, alias: task });
      const config = results.configs![task] as Json;
      const theirConfig = theirs.configs![task] as Json;
      for (const field of ["task", "output_type", "num_fewshot", "target_delimiter", "fewshot_delimiter", "repeats"]) {
        expect(config[field]).toEqual(theirConfig[field]);
      }
      expect(Object.keys(theirConfig)).toEqual(expect.arrayContaining(Object.keys(config)));
    }
    expect((results.configs!.choice as Json).metric_list).toEqual((theirs.configs!.choice as Json).metric_list);
    expect((results.configs!.mt as Json).generation_kwargs).toEqual((theirs.configs!.mt as Json).generation_kwargs);
  });

  it("have its accuracies with its standard errors", async () => {
    const { results } = await ours();
    const mine = results.results!.choice as Record<string, number>;
    const golden = theirs.results!.choice as Record<string, number>;
    expect(Object.keys(mine)).toEqual(Object.keys(golden));
    for (const [key, value] of Object.entries(golden)) {
      if (typeof value === "number") expect(mine[key]).toBeCloseTo(value, 12);
    }
    expect(Object.keys(results.results!.mt!)).toEqual(expect.arrayContaining(Object.keys(theirs.results!.mt as Json)));
  });

  it("have its samples: requests, responses, targets and hashes", async () => {
    const { choices, translations } = await ours();
    for (const [mine, golden] of [
      [choices, theirChoices],
      [translations, theirTranslations],
    ] as const) {
      expect(mine).toHaveLength(golden.length);
      for (const [i, line] of mine.entries()) {
        const their = golden[i]!;
        expect(Object.keys(line)).toEqual(expect.arrayContaining(Object.keys(their)));
        for (const field of ["doc_id", "target", "filter", "arguments", "prompt_hash", "target_hash"]) {
          expect(line[field], field).toEqual(their[field]);
        }
        expect(line.metrics).toEqual(expect.arrayContaining(their.metrics as string[]));
        for (const metric of their.metrics as string[]) expect(line[metric]).toEqual(their[metric]);
      }
    }
    // Whether a choice was the likeliest text of all is not known here: the second of each pair stays empty.
    const known = (resps: unknown): unknown => JSON.parse(JSON.stringify(resps).replaceAll('"False"', '""'));
    expect(choices.map(({ resps }) => resps)).toEqual(theirChoices.map(({ resps }) => known(resps)));
    expect(choices.map(({ filtered_resps }) => filtered_resps)).toEqual(
      theirChoices.map(({ filtered_resps }) => known(filtered_resps)),
    );
    expect(translations.map(({ resps }) => resps)).toEqual(theirTranslations.map(({ resps }) => resps));
  });

  it("hash documents and tasks as Python does", async () => {
    const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");
    const rehash = (lines: Json[]): string =>
      sha256(lines.map(({ doc_hash, prompt_hash, target_hash }) => `${doc_hash}${prompt_hash}${target_hash}`).join(""));
    // The rule, held against the harness's own hashes of its own documents.
    for (const { doc, doc_hash } of theirChoices) expect(sha256(JSON.stringify(doc, null, 2))).toBe(doc_hash);
    expect(rehash(theirChoices)).toBe(theirs.task_hashes!.choice);
    const { results, choices } = await ours();
    for (const { doc, doc_hash } of choices) expect(sha256(JSON.stringify(doc, null, 2))).toBe(doc_hash);
    expect(results.task_hashes!.choice).toBe(rehash(choices));
  });

  it("tell the place of the right one of choices that are equal", async () => {
    const choices = ["no", "no", "yes"].map((text) => ({ text, logLikelihood: -1 }));
    const example: TaskExample = {
      ...{ id: "1", prompt: "Which?", choices, output: null, answer: "no", expected: "no", gold: 1 },
      scores: { acc: 0 },
    };
    const metrics = [{ ...{ name: "acc", how: "likelihood", interval, signature: null }, value: 0 }];
    const [, samples] = await lmEvalFiles([asked(ofTask("t", { metrics, examples: [example] }))], MODEL);
    expect(linesIn(await textOf(samples!)).map(({ target }) => target)).toEqual(["1"]);
  });

  it("tell a letter that was read out of an output from a likelihood, and an unreadable one", async () => {
    const examples = ["B", null].map(
      (answer, i): TaskExample => ({
        ...{ id: `${i}`, prompt: "Which?", choices: [], output: `${answer ?? "none"} it is`, answer, expected: "B" },
        scores: { exact_match: Number(answer === "B") },
      }),
    );
    const metrics = [{ ...{ name: "exact_match", how: "letter", interval, signature: null }, value: 0.5 }];
    const result = { ...ofTask("belebele", { metrics, examples }), language: "mlt_Latn" };
    const [results, samples] = await Promise.all((await lmEvalFiles([asked(result)], MODEL)).map(textOf));
    expect((JSON.parse(results!) as Record<string, Json>).results).toEqual({
      belebele_mlt_Latn_generative: {
        ...{ name: "belebele_mlt_Latn_generative", alias: "belebele_mlt_Latn_generative", sample_len: 2 },
        // sqrt(p (1 - p) / (n - 1))
        ...{ "exact_match,extract-letter": 0.5, "exact_match_stderr,extract-letter": 0.5 },
      },
    });
    expect(linesIn(samples!).map(({ resps, filtered_resps }) => [resps, filtered_resps])).toEqual([
      [[["B it is"]], ["B"]],
      [[["none it is"]], ["[invalid]"]],
    ]);
  });

  it("keep two results of one name apart, and say that there are none", async () => {
    const files = await lmEvalFiles([asked(choiceResult()), asked(choiceResult())], MODEL);
    expect(new Set(files.map(({ path }) => path)).size).toBe(3);
    await expect(lmEvalFiles([], MODEL)).rejects.toThrow("evaluate a task first");
  });
});

describe("the standard error", () => {
  const resultOf = (scores: readonly number[]): TaskResult => {
    const examples = scores.map(
      (acc, i): TaskExample => ({
        ...{ id: `${i}`, prompt: "", choices: [], output: "", answer: null, expected: "" },
        scores: { acc },
      }),
    );
    const value = scores.reduce((sum, score) => sum + score, 0) / scores.length;
    return ofTask("t", { examples, metrics: [{ name: "acc", how: "", value, interval, signature: null }] });
  };

  it("of an accuracy is sqrt(p (1 - p) / (n - 1))", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(0, 1), { minLength: 2, maxLength: 200 }), (scores) => {
        const result = resultOf(scores);
        const p = result.metrics[0]!.value;
        expect(standardError(result.metrics[0]!, result)).toBeCloseTo(
          Math.sqrt((p * (1 - p)) / (scores.length - 1)),
          10,
        );
      }),
    );
  });

  it("of one example is not known", () => {
    const result = resultOf([1]);
    expect(standardError(result.metrics[0]!, result)).toBe("N/A");
  });

  it("of a score of the corpus comes of the width of its interval", () => {
    const result = resultOf([0, 1]);
    const bleu = { name: "bleu", how: "", value: 30, interval: { low: 20.2, high: 40 }, signature: "s" };
    // A normal distribution of standard deviation 5.05 has 95 % between -9.9 and +9.9.
    expect(standardError(bleu, result)).toBeCloseTo(19.8 / 3.92, 2);
  });
});
