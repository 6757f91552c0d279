import { readFile } from "node:fs/promises";
import type { Page } from "playwright";
import { describe, expect } from "vitest";
import { test } from "./app";
import { drop } from "./drop";

const COUNTS = "tests/fixtures/lape/activations.safetensors";

/** What a software adapter trains in seconds. */
const SMALL = { seqLen: 32, batchSize: 1, validationWindows: 2, watched: ["eng_Latn"], seed: 3 };

/** The sample project with the golden counts in place of a scan, so that neurons are selected. */
async function openSelected(page: Page): Promise<void> {
  await page.getByText("babel-7m q4").first().waitFor();
  await drop(page, [{ name: "counts.safetensors", content: await readFile(COUNTS) }]);
  await page.getByRole("button", { name: "Import the stats" }).click();
  await page.getByText("neurons selected").waitFor();
}

async function setNumber(page: Page, name: string, value: number): Promise<void> {
  const field = page.getByRole("spinbutton", { name });
  await field.fill(String(value));
  await field.press("Enter");
}

/** Starts a run and stops it by a click once it has made a step. */
async function pauseMidway(page: Page, options: object): Promise<void> {
  const run = page.evaluate(
    (settings) =>
      window.babelscope.finetune(settings).then(
        () => "done",
        (error: Error) => error.name,
      ),
    options,
  );
  await page.getByText(/step [1-9]\d* \/ /).waitFor({ timeout: 120_000 });
  await page.getByRole("button", { name: "Pause" }).click();
  expect(await run).toBe("AbortError");
}

describe("fine-tuning", () => {
  test("from the selected neurons to a run with its curves, its baselines and its files", async ({ app }) => {
    const page = await app.open();
    await openSelected(page);
    // As the fine-tuning paper selects: a language's mask then has more parameters than a LoRA of rank 1.
    await page.evaluate(() => window.babelscope.select({ topRate: 0.05 }));
    await page.getByRole("link", { name: /Tune/ }).first().click();
    await page.getByText("Add training text: the sample's, or your own.").first().waitFor();
    await page.getByLabel("Language", { exact: true }).selectOption("cym_Latn");
    await page.getByText(/windows of the validation text/).waitFor();

    await setNumber(page, "Steps, updates", 2);
    await setNumber(page, "Window, tokens", 32);
    await setNumber(page, "Batch, windows", 1);
    await setNumber(page, "Validate on, windows", 2);
    await page.getByRole("button", { name: "Fine-tune Welsh: Subnetwork, 2 steps" }).click();

    // The run is shown as soon as it begins, and its loss as soon as there is one.
    await page.getByRole("textbox", { name: "Name of the run" }).waitFor();
    await page.getByText(/2 of 2, 64\stokens/).waitFor({ timeout: 180_000 });
    await page.getByRole("button", { name: "Pause" }).waitFor({ state: "detached" });
    const row = page.getByRole("row", { name: /Subnetwork cym/ });
    expect(await row.textContent()).toContain("done");
    await page.getByRole("img", { name: /Change of validation loss.*Welsh.*English/ }).waitFor();

    const name = page.getByRole("textbox", { name: "Name of the run" });
    await name.fill("Welsh neurons");
    await name.press("Enter");
    await page.getByRole("row", { name: /Welsh neurons/ }).waitFor();

    // The largest LoRA with no more parameters, 18 matrices of 256 + 768 values a rank, and its true count.
    const lora = page.getByRole("button", { name: /^LoRA rank/ });
    const [, rank, parameters, own] = /rank (\d+): ([\d,]+) of ([\d,]+)/.exec((await lora.textContent())!)!;
    const numbers = [parameters, own].map((text) => Number(text!.replaceAll(",", "")));
    expect(numbers[0]).toBe(Number(rank) * 18 * (256 + 768));
    expect(numbers[0]).toBeLessThanOrEqual(numbers[1]!);
    expect(numbers[0]! + 18 * (256 + 768)).toBeGreaterThan(numbers[1]!);
    await lora.click();
    await page.getByRole("row", { name: /LoRA r\d+ cym.*done/ }).waitFor({ timeout: 180_000 });

    await page.getByRole("link", { name: "Welsh neurons" }).click();
    const names: string[] = [];
    for (const button of await page.getByRole("button", { name: /^Save Welsh-neurons\./ }).all()) {
      const download = page.waitForEvent("download");
      await button.click();
      names.push((await download).suggestedFilename());
    }
    expect(names.map((file) => file.replace("Welsh-neurons.", ""))).toEqual([
      "delta.safetensors",
      "peft.zip",
      "merged.zip",
      "base.zip",
      "log.json",
      "log.csv",
    ]);

    await page.reload();
    await page.getByRole("row", { name: /Welsh neurons.*done/ }).waitFor();
    await page.getByRole("row", { name: /LoRA r\d+ cym.*done/ }).waitFor();
  });

  test("what is exported reads back onto its base, and no other, and changes the loss as the run did", async ({
    app,
  }) => {
    const page = await app.open({ path: "#/tune" });
    await page.getByText("babel-7m q4").first().waitFor();
    const trip = await page.evaluate(async (small) => {
      const api = window.babelscope;
      const mask = { 4: [84, 119, 121], 5: [247, 292] };
      const files = "sample";
      const run = await api.finetune({ ...small, method: "subnetwork", mask, language: "cym_Latn", files, steps: 2 });
      const named = async (format: "delta" | "peft" | "log-json" | "log-csv", name: string) =>
        new File([(await api.exportDelta(format))!], name);
      const delta = await named("delta", "a.delta.safetensors");
      const adapter = await named("peft", "a.peft.zip");
      const log = await named("log-json", "a.log.json");
      const table = await named("log-csv", "a.log.csv");
      const text = await (await fetch("corpora/finetune/cym_Latn.valid.txt")).blob();
      const lossOf = async (id?: string) => {
        const options = { files: new File([text], "cym_Latn.txt"), seqLen: 32, windows: 2 };
        return (await api.evaluateLoss(id === undefined ? options : { ...options, run: id }))[0]!.lossNats;
      };
      const ids = [(await api.importDelta(delta)).id, (await api.importDelta(adapter)).id];
      const losses = [await lossOf(), await lossOf(ids[0]), await lossOf(ids[1])];

      const logged = await api.importDelta(table);
      const both = await api.importDelta([delta, log]);
      const again = JSON.parse(await (await api.exportDelta("log-json", { run: both.id }))!.text());

      // The same files with another model's hash in them.
      const ofOther = async (file: File) => {
        const bytes = new Uint8Array(await file.arrayBuffer());
        const header = new TextDecoder("latin1").decode(bytes.subarray(0, 4096));
        const at = header.indexOf(run.model.hash);
        bytes[at] = header[at] === "0" ? 0x31 : 0x30;
        return api.importDelta(new File([bytes], file.name)).then(
          () => "imported",
          (error: Error) => error.message,
        );
      };
      const refused = [await ofOther(delta), await ofOther(log)];
      return { run, losses, refused, logged, both, again, log: JSON.parse(await log.text()) };
    }, SMALL);
    const kept = (step: number) => trip.run.validation.find((one) => one.step === step)!.lossNats.cym_Latn!;
    expect(trip.run.losses).toHaveLength(2);
    expect(trip.run.trainableParameters).toBe(5 * 3 * 256);
    expect(trip.losses[0]).toBeCloseTo(kept(0), 5);
    expect(trip.losses[1]).toBeCloseTo(kept(trip.run.bestStep!), 5);
    expect(trip.losses[2]).toBeCloseTo(trip.losses[1]!, 5);
    expect(Math.abs(trip.losses[1]! - trip.losses[0]!)).toBeGreaterThan(1e-5);
    for (const said of trip.refused) expect(said).toMatch(/trained on babel-7m \(q4.*the open model is babel-7m \(q4/);
    expect(trip.logged).toMatchObject({ stepsDone: 2, lossNats: trip.run.losses[1], hasDelta: false });
    expect(trip.both).toMatchObject({ stepsDone: 2, validated: trip.run.validated, hasDelta: true });
    expect(trip.again).toEqual(trip.log);
    await page.getByRole("link", { name: "a", exact: true }).last().click();
    await page.getByText("2 of 2").first().waitFor();
  });

  test("a run that is paused goes on after a reload, bit for bit as one without a break", async ({ app }) => {
    const page = await app.open({ path: "#/tune" });
    await page.getByText("babel-7m q4").first().waitFor();
    const mask = { 4: [84, 119, 121], 5: [247, 292] };
    const options = { ...SMALL, mask, language: "cym_Latn", files: "sample", steps: 5, validateEvery: 2 };
    const whole = await page.evaluate((settings) => window.babelscope.finetune(settings as never), options);
    await pauseMidway(page, { ...options, name: "broken off" });

    await page.reload();
    await page.getByText("babel-7m q4").first().waitFor();
    await page.getByRole("link", { name: "broken off" }).click();
    await page.getByRole("button", { name: /^Resume at/ }).click();
    await page.getByRole("row", { name: /broken off.*done/ }).waitFor({ timeout: 180_000 });
    const logs = await page.evaluate(async () => {
      const blob = await window.babelscope.exportDelta("log-json");
      return JSON.parse(await blob!.text());
    });
    expect(logs.steps.map((step: { loss_nats: number }) => step.loss_nats)).toEqual(whole.losses);
    expect(logs.steps.map((step: { grad_norm: number }) => step.grad_norm)).toEqual(whole.gradNorms);
    expect(logs.validations.map((one: { loss_nats: object }) => one.loss_nats)).toEqual(
      whole.validation.map(({ lossNats }) => lossNats),
    );
  });

  test("a language with too little text is left out of a run that would watch it unasked, and of a loss, and named", async ({
    app,
  }) => {
    const page = await app.open({ path: "#/tune" });
    await page.getByText("babel-7m q4").first().waitFor();
    const { run, losses } = await page.evaluate(async () => {
      const api = window.babelscope;
      const welsh = new File(["gair da iawn ".repeat(40)], "cym_Latn.txt");
      const both = [welsh, new File(["born free"], "eng_Latn.txt")];
      const tiny = { method: "lora", seqLen: 16, batchSize: 1, steps: 1, validationWindows: 1 } as const;
      return {
        run: await api.finetune({ ...tiny, language: "cym_Latn", files: { train: [welsh], validation: both } }),
        losses: await api.evaluateLoss({ files: both, seqLen: 16, windows: 1 }),
      };
    });
    expect(run).toMatchObject({ status: "finished", stepsDone: 1 });
    expect(Object.keys(run.validation[0]!.lossNats)).toEqual(["cym_Latn"]);
    expect(losses.map(({ language }) => language)).toEqual(["cym_Latn"]);
    await page.getByText(/Left out of the loss: eng_Latn has \d+ tokens, fewer than the 16/).waitFor();
    await page.getByRole("link", { name: "New run" }).click();
    await page
      .getByText(/Not watched: eng_Latn has \d+ tokens, fewer than the 64/)
      .first()
      .waitFor();
  });

  test("as the published script the sample's sentences are cut one by one: the page says what is left out, and it trains", async ({
    app,
  }) => {
    const page = await app.open();
    await openSelected(page);
    await page.getByRole("link", { name: /Tune/ }).first().click();
    await page.getByLabel("Language", { exact: true }).selectOption("cym_Latn");
    await page.getByText(/windows of the validation text/).waitFor();
    await page.getByLabel("Preset").selectOption({ label: "As the published script" });
    await setNumber(page, "Validate on, windows", 1);
    await setNumber(page, "Batch, windows", 1);
    await page.getByRole("checkbox", { name: "English" }).uncheck();
    await page.getByText(/in 1\swindow .* left out, of documents/).waitFor();
    await page.getByText(/1\swindow of the validation text, 512\stokens/).waitFor();
    await page.getByRole("button", { name: "Fine-tune Welsh: Subnetwork, 1 step" }).click();
    await page.getByRole("row", { name: /Subnetwork cym.*done/ }).waitFor({ timeout: 180_000 });
  });

  test("what cannot be trained is refused with what to do, and nothing is lost by it", async ({ app }) => {
    const page = await app.open({ path: "#/tune" });
    await page.getByText("babel-7m q4").first().waitFor();
    const failures = await page.evaluate(async () => {
      const api = window.babelscope;
      const text = (name: string, content: string) => new File([content], name);
      const long = "gair ".repeat(4000);
      const tries: Record<string, Parameters<typeof api.finetune>[0]> = {
        "no text of the language": { language: "npi_Deva", files: [text("cym_Latn.txt", long)], method: "lora" },
        "too little text": { language: "cym_Latn", files: [text("cym_Latn.txt", "dim ond hyn")], method: "lora" },
        "no neurons": { language: "cym_Latn", files: [text("cym_Latn.txt", long)] },
        "a neuron that there is not": { language: "cym_Latn", mask: { 0: [768] } },
        "a layer that there is not": { language: "cym_Latn", mask: { 6: [1] } },
        "an empty mask": { language: "cym_Latn", mask: {} },
        "a watched language without text": { language: "cym_Latn", method: "lora", watched: ["mlt_Latn"] },
        "no window to validate with": { language: "cym_Latn", method: "lora", validationWindows: -1 },
        "a format that there is not": { language: "cym_Latn", method: "lora", weightFormat: "fp16" as never },
        "a method that there is not": { language: "cym_Latn", method: "dora" as never },
        "a negative rate": { language: "cym_Latn", method: "lora", learningRate: -1 },
        "windows beyond the context": { language: "cym_Latn", method: "lora", seqLen: 4096 },
        "a setting that there is not": { language: "cym_Latn", method: "lora", ...{ epochs: 3 } },
      };
      const said: Record<string, string> = {};
      for (const [name, options] of Object.entries(tries)) {
        said[name] = await api.finetune(options).then(
          () => "it ran",
          (error: Error) => error.message,
        );
      }
      for (const [name, file] of [
        ["a broken delta", text("broken.safetensors", "not a header at all")],
        ["an empty archive", text("empty.peft.zip", "PK")],
      ] as const) {
        said[name] = await api.importDelta(file).then(
          () => "imported",
          (error: Error) => error.message,
        );
      }
      return said;
    });
    const wanted: Record<string, RegExp> = {
      "no text of the language": /no npi_Deva: it has cym_Latn/,
      "too little text": /too few for a window of 64: add text/,
      "no neurons": /Needs the neurons of the language/,
      "a neuron that there is not": /neuron 768 of layer 0/,
      "a layer that there is not": /layer "6": layers are 0 to 5/,
      "an empty mask": /no neurons/,
      "a watched language without text": /no text of mlt_Latn to watch: there is text of/,
      "no window to validate with": /validationWindows is -1: it must be an integer from 1/,
      "a format that there is not": /weightFormat is "fp16": .*q8, q4/,
      "a method that there is not": /method is "dora".*subnetwork/,
      "a negative rate": /learningRate is -1.*above 0/,
      "windows beyond the context": /4096 tokens are longer than the model's context of 512/,
      "a setting that there is not": /epochs is 3.*no such setting/,
      "a broken delta": /safetensors/,
      "an empty archive": /zip|archive/i,
    };
    for (const [name, pattern] of Object.entries(wanted)) expect(failures[name], name).toMatch(pattern);
    expect(await page.evaluate(() => window.babelscope.finetune({ steps: 0 }).catch(() => "refused"))).toBe("refused");
    await page.getByRole("table").first().waitFor();
    expect(await page.getByRole("table").getByRole("radio").count()).toBe(6);
  });
});
