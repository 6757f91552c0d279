import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { babelscope, succeed } from "./babelscope";

const MODEL = "public/models/babel-7m";
const COUNTS = "tests/fixtures/lape/activations.safetensors";
const PROMPT = "Genir pawb yn rhydd ac yn";
let root: string;

const generate = (...more: string[]): string[] => [
  ...["generate", "--model", MODEL, "--dtype", "q4", "--prompt", PROMPT, "--max-tokens", "8", "--software", ...more],
];

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), "babelscope-generate-"));
  await succeed(["select", "--counts", COUNTS, "--out", root, "--top-rate", "0.05"]);
});
afterAll(() => rmSync(root, { recursive: true }));

test("the base goes on with a prompt beside itself steered; text is streamed, the result is JSON", async () => {
  const steering = ["--mask", join(root, "mask.safetensors"), "--counts", COUNTS];
  const done = await babelscope(generate(...steering, "--steer", "cym_Latn:set:-1,deu_Latn:add:3"));
  expect(done.code, done.stderr).toBe(0);
  const { texts, settings, prompt } = JSON.parse(done.stdout);
  expect([prompt, settings.max_tokens, settings.temperature]).toEqual([PROMPT, 8, 0]);
  const [base, steered] = texts;
  expect([base.subject, base.steer, base.stopped, base.tokens.length]).toEqual(["base", [], "maxTokens", 8]);
  expect(steered.steer).toEqual([
    { language: "cym_Latn", op: "set", amount: -1 },
    { language: "deu_Latn", op: "add", amount: 3 },
  ]);
  expect(steered.text).not.toBe(base.text);
  for (const { text } of texts) expect(done.stderr).toContain(PROMPT + text);

  const stopped = await succeed(generate("--quiet", "--stop", "not, there", "--stop", base.text.slice(2, 5)));
  expect(stopped.settings.stop).toEqual(["not, there", base.text.slice(2, 5)]);
  expect(stopped.texts[0]).toMatchObject({ text: base.text.slice(0, 2), stopped: "stop" });
});

test("stopped it gives what it has; with --out, texts that were whole are kept, and the same command goes on behind them", async () => {
  const out = join(root, "out");
  const asked = [
    ...generate("--mask", join(root, "mask.safetensors"), "--steer", "cym_Latn:set:-1@0-2+4", "--out", out),
    ...["--max-tokens", "24", "--corpus", "public/corpora/udhr"],
  ];
  const stopped = await babelscope(asked, { interruptAt: /base, steered:/ });
  expect(stopped.code, stopped.stderr).toBe(130);
  const [whole, cut] = JSON.parse(stopped.stdout).texts;
  expect([whole.tokens.length, cut.stopped, cut.tokens.length < 24]).toEqual([24, "cancelled", true]);
  expect(stopped.stderr).toContain("texts that were whole are saved");

  const again = await babelscope(asked);
  expect(again.code, again.stderr).toBe(0);
  expect(again.stderr).toContain(`base, written before:\n${PROMPT}${whole.text}\n`);
  const { files, ...result } = JSON.parse(again.stdout);
  // The times, too: it was not written again.
  expect(result.texts[0]).toEqual(whole);
  const [base, steered] = result.texts;
  expect(steered.tokens.slice(0, cut.tokens.length)).toEqual(cut.tokens);
  expect([steered.tokens.length, steered.steer[0].layers]).toEqual([24, [0, 1, 2, 4]]);
  expect(files).toEqual([join(out, "generated.json")]);
  expect(JSON.parse(readFileSync(files[0], "utf8"))).toEqual(result);
  const kept = readdirSync(join(out, ".babelscope"), { recursive: true, withFileTypes: true });
  expect(kept.filter((entry) => entry.isFile())).toEqual([]);

  // Behind a Welsh prompt.
  expect(base.language.shares[0].language).toBe("cym_Latn");
  expect(base.language.languages).toBe(
    readdirSync("public/corpora/udhr").filter((name) => /_.*\.txt$/.test(name)).length,
  );
});

test.each([
  [["--steer", "cym_Latn:set"], "--steer needs --mask"],
  [["--steer", "cym_Latn:off", "--mask", "x"], "OP is one of set, add, replace, diffMean"],
  [["--top-p", "2"], "topP is 2, not above 0 and at most 1"],
])("%j is refused", async (options, problem) => {
  const refused = await babelscope(generate("--quiet", ...options));
  expect(refused.code).not.toBe(0);
  expect(refused.stderr).toContain(problem);
});
