import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { unzipSync } from "fflate";
import { expect } from "vitest";
import { test } from "./app";
import { succeed } from "./babelscope";
import { drop } from "./drop";

/** Two questions of the sample tasks, with a row between them that has no right answer. */
const ROWS = readFileSync("public/corpora/tasks/cloze.cym_Latn.jsonl", "utf8").split("\n").slice(0, 2);
const BROKEN = JSON.stringify({ prompt: "Y mae", choices: ["hawl", "hawliau"], answer: 2 });
const TEXT = `${ROWS[0]}\n${BROKEN}\n${ROWS[1]}\n`;
const NAME = "questions.cym_Latn.jsonl";

test("tasks of one's own are asked of base and run, read one by one, and saved as the harness and the command line do", async ({
  app,
}) => {
  const page = await app.open();
  await page.getByText("babel-7m q4").first().waitFor();
  await page.evaluate(() =>
    window.babelscope.finetune({
      ...{ mask: { 5: [247, 292] }, language: "cym_Latn", files: "sample", name: "Welsh, one step" },
      ...{ seqLen: 16, batchSize: 1, steps: 1, learningRate: 0.05, validationWindows: 1, watched: [] },
    }),
  );
  await drop(page, [{ name: NAME, content: TEXT }]);
  await page.getByRole("button", { name: "Take as tasks to evaluate" }).click();
  await page.getByRole("row", { name: "Multiple choice Welsh 2 1" }).waitFor();
  await page.getByText("1 row left out of Multiple choice, Welsh").click();
  await page.getByText(`${NAME}, row 2: field "answer" is "2": it takes 0 to 1`).waitFor();
  await page.getByLabel("Beside it").selectOption({ label: "Welsh, one step" });
  await page.getByRole("button", { name: "Ask 1 task of 2 models" }).click();
  await page.getByRole("heading", { name: "Multiple choice, Welsh, 2 questions, by likelihood" }).waitFor();
  await page.getByRole("button", { name: "Cancel" }).waitFor({ state: "detached", timeout: 120_000 });
  await page.getByText(/\d\squestions? won, \d\squestions? lost/).waitFor();

  const results = await page.evaluate(async () => {
    const [kept] = await window.babelscope.evaluateTask({});
    const files = await window.babelscope.exportTasks([kept!.summary.id]);
    return { kept: kept!, files: [...new Uint8Array(await files.arrayBuffer())] };
  });
  const { result } = results.kept;
  expect(result.examples.map(({ id }) => id)).toEqual(["1", "3"]);
  const shown = page.getByRole("row", { name: /^acc / }).first();
  expect(await shown.textContent()).toContain(`${100 * result.metrics[0]!.value}\u00a0%`);
  await page.locator(".task-example summary").first().click();
  const best = result.examples[0]!.choices.map(({ logLikelihood }) => logLikelihood).toSorted((a, b) => b - a)[0]!;
  await page.getByText(best.toFixed(1).replace("-", "−")).first().waitFor();

  const saved = unzipSync(Uint8Array.from(results.files));
  const samples = Object.entries(saved).find(([path]) => path.includes("samples_"))!;
  expect(new TextDecoder().decode(samples[1]).trim().split("\n")).toHaveLength(2);

  const folder = mkdtempSync(join(tmpdir(), "babelscope-eval-"));
  writeFileSync(join(folder, NAME), TEXT);
  const out = join(folder, "out");
  const told = await succeed([
    ...["eval", "--model", "public/models/babel-7m", "--task", join(folder, NAME), "--out", out, "--software"],
  ]);
  const task = told.models[0].tasks[0];
  expect([task.examples, task.rows_left_out, task.preset]).toEqual([2, 1, "lm-evaluation-harness"]);
  expect(task.metrics[0].value).toBe(result.metrics[0]!.value);
  const [model] = readdirSync(out).filter((name) => !name.startsWith("."));
  const names = readdirSync(join(out, model!)).map((name) => name.replace(/_\d{4}-.*(\.jsonl?)$/, "$1"));
  expect(names.sort()).toEqual(["results.json", "samples_multiple_choice_cym_Latn.jsonl"]);
  rmSync(folder, { recursive: true });
});
