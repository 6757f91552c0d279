import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { babelscope, succeed } from "./babelscope";

const MODEL = "public/models/babel-7m";
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

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), "babelscope-perplexity-"));
  mkdirSync(at("corpus"));
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
