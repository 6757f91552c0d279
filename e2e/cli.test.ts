import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { floatsOf, type PlainSafetensors, plainSafetensors } from "../tests/support/plainSafetensors";
import { babelscope, succeed } from "./babelscope";

const MODEL = "public/models/babel-7m";
const LANGUAGES = ["cym_Latn", "npi_Deva"];
let root: string;
const at = (...names: string[]): string => join(root, ...names);
const open = (...names: string[]): Promise<PlainSafetensors> =>
  plainSafetensors(new Blob([readFileSync(at(...names))]));

const scanOf = (out: string): string[] => [
  ...["scan", "--model", MODEL, "--corpus", at("corpus"), "--out", at(out), "--tokens-per-language", "96"],
  ...["--seq-len", "16", "--windows", "1", "--software"],
];
const finetuneOf = (out: string, steps = 6): string[] => [
  ...[
    "finetune",
    "--model",
    MODEL,
    "--corpus",
    at("corpus"),
    "--language",
    "cym_Latn",
    "--watch",
    "npi_Deva",
    "--out",
    at(out),
  ],
  ...["--mask", at("run", "mask.safetensors"), "--steps", `${steps}`, "--seq-len", "16", "--batch-size", "1"],
  ...["--validation-windows", "1", "--validate-every", "3", "--software"],
];

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "babelscope-cli-"));
  mkdirSync(at("corpus"));
  for (const language of LANGUAGES) {
    const text = readFileSync(`public/corpora/udhr/${language}.txt`, "utf8");
    writeFileSync(at("corpus", `${language}.txt`), text.slice(0, 3000));
  }
});
afterAll(() => rmSync(root, { recursive: true }));

describe("the command line on the sample model", () => {
  test("scan, select, finetune and export follow one another", async () => {
    const scanned = await succeed(scanOf("run"));
    expect(scanned).toMatchObject({
      command: "scan",
      tokens: { cym_Latn: 96, npi_Deva: 96 },
      n_layers: 6,
      d_mlp: 768,
    });
    const counts = await open("run", "activations.safetensors");
    expect([...new BigInt64Array(counts.tensors.n!.bytes)]).toEqual([96n, 96n]);

    const selected = await succeed(["select", "--out", at("run"), "--top-rate", "0.05"]);
    expect(selected.members.cym_Latn).toBeGreaterThan(0);

    const tuned = await succeed(finetuneOf("run"));
    expect(tuned).toMatchObject({
      command: "finetune",
      language: "cym_Latn",
      steps: 6,
      tokens: 96,
      stopped: "finished",
    });
    expect(tuned.trainable_parameters).toBe(3 * 256 * selected.members.cym_Latn);
    expect(Object.keys(tuned.validation_after.loss_nats)).toEqual(LANGUAGES);
    expect(tuned.validation_after.loss_nats.cym_Latn).toBeLessThan(tuned.validation_before.loss_nats.cym_Latn);
    expect(readFileSync(at("run", "train-log.csv"), "utf8").split("\r\n")).toHaveLength(1 + 7 + 1);

    const delta = ["export", "--model", MODEL, "--delta", at("run", "delta.safetensors")];
    await succeed([...delta, "--format", "adapter", "--out", at("adapter")]);
    await succeed([...delta, "--format", "merged", "--out", at("merged")]);
    await succeed(["export", "--model", MODEL, "--format", "base", "--out", at("base")]);
    // The adapter's B A on the base gives the merged model, to the last bit.
    const [adapter, merged, base] = [
      await open("adapter", "adapter_model.safetensors"),
      await open("merged", "model.safetensors"),
      await open("base", "model.safetensors"),
    ];
    const changed = Object.keys(base.tensors).filter((name) => !equal(floatsOf(base, name), floatsOf(merged, name)));
    const { target_modules } = JSON.parse(readFileSync(at("adapter", "adapter_config.json"), "utf8"));
    expect(changed.sort()).toEqual(target_modules.map((module: string) => `${module}.weight`).sort());
    for (const name of changed)
      expect(equal(withAdapter(base, adapter, name), floatsOf(merged, name)), name).toBe(true);

    const back = ["export", "--model", MODEL, "--delta", at("adapter"), "--format", "delta", "--out", at("back")];
    await succeed(back);
    expect((await open("back", "delta.safetensors")).tensors).toEqual((await open("run", "delta.safetensors")).tensors);
  });

  test("an interrupted scan goes on where it was, to the same counts", async () => {
    const stopped = await babelscope(scanOf("stopped"), { interruptAt: /counting \w+: [1-9]\d* of/ });
    expect([stopped.code, stopped.stdout]).toEqual([130, ""]);
    expect(stopped.stderr).toContain("the same command goes on from there");
    const again = await babelscope(scanOf("stopped"));
    expect(again.code).toBe(0);
    expect(again.stderr).toMatch(/going on after [1-9]\d* tokens/);
    const [whole, resumed] = [
      await open("run", "activations.safetensors"),
      await open("stopped", "activations.safetensors"),
    ];
    expect(resumed.tensors).toEqual(whole.tensors);
  });

  test("with one layer at a time on the GPU the counts are the same", async () => {
    await succeed([...scanOf("streamed"), "--residency", "stream"]);
    const [whole, streamed] = [
      await open("run", "activations.safetensors"),
      await open("streamed", "activations.safetensors"),
    ];
    expect(streamed.tensors.over_zero).toEqual(whole.tensors.over_zero);
  });

  test("an interrupted run goes on where it was, to the same weights", async () => {
    const stopped = await babelscope(finetuneOf("halted"), { interruptAt: /step [1-5] of 6/ });
    expect([stopped.code, stopped.stdout]).toEqual([130, ""]);
    expect(stopped.stderr).toContain("the run is saved: the same command goes on from there");
    const again = await babelscope(finetuneOf("halted"));
    expect(again.code).toBe(0);
    expect(again.stderr).toMatch(/going on after step [1-5]/);
    expect((await open("halted", "delta.safetensors")).tensors).toEqual(
      (await open("run", "delta.safetensors")).tensors,
    );
  });

  test("weights that are quantized while they are loaded are trained on", async () => {
    const tuned = await succeed([...finetuneOf("quantized", 1), "--weights", "q8"]);
    expect(tuned).toMatchObject({ base: { dtype: "f16 as q8" }, steps: 1, stopped: "finished" });
  });
});

/** Values one by one, -0 apart from 0. */
const equal = (a: Float32Array, b: Float32Array): boolean =>
  a.length === b.length && a.every((value, i) => Object.is(value, b[i]));

/** W + B A of a module in f32, where each sum has one product that is not 0. */
function withAdapter(base: PlainSafetensors, adapter: PlainSafetensors, name: string): Float32Array {
  const prefix = `base_model.model.${name.replace(/\.weight$/, "")}`;
  const [a, b] = ["A", "B"].map((side) => floatsOf(adapter, `${prefix}.lora_${side}.weight`)) as [
    Float32Array,
    Float32Array,
  ];
  const weight = floatsOf(base, name).slice();
  const [out, width] = base.tensors[name]!.shape as [number, number];
  const rank = a.length / width;
  for (let n = 0; n < out; n++) {
    for (let i = 0; i < rank; i++) {
      const factor = b[n * rank + i]!;
      if (factor === 0) continue;
      for (let k = 0; k < width; k++) weight[n * width + k]! += factor * a[i * width + k]!;
    }
  }
  return weight;
}

describe("what the program says", () => {
  test("--help of each command, and what commands there are", async () => {
    const all = await babelscope(["--help"]);
    expect([all.code, all.stderr]).toEqual([0, ""]);
    const commands = ["scan", "select", "finetune", "perplexity", "eval", "align", "generate", "export"];
    expect([...all.stdout.matchAll(/^ {2}(\w+) {2,}\w/gm)].map(([, name]) => name)).toEqual(commands);
    for (const command of commands) {
      const help = await babelscope([command, "--help"]);
      expect(help.code).toBe(0);
      expect(help.stdout).toMatch(new RegExp(`Usage: babelscope ${command} --`));
      expect(help.stdout).toContain("Exit code: 0 done, 1 failed, 2 wrong usage");
    }
    expect(await babelscope([])).toMatchObject({ code: 2, stdout: "" });
  });

  const WRONG: readonly (readonly [what: string, args: readonly string[], says: RegExp])[] = [
    ["an unknown command", ["train"], /no command "train"; there are scan, select/],
    ["an unknown option", ["scan", "--modle", MODEL], /--modle/],
    ["a missing option", ["scan", "--model", MODEL, "--corpus", MODEL], /--out is missing/],
    [
      "a folder that is not there",
      ["scan", "--model", "/none", "--corpus", "x", "--out", "OUT"],
      /--model \/none: there is no such/,
    ],
    ["counts that are not there", ["select", "--out", "/none"], /no counts at .*run babelscope scan/],
    ["no delta", ["export", "--model", MODEL, "--format", "merged", "--out", "OUT"], /--delta is missing/],
  ];
  test.each(WRONG)("%s: exit code 2 and how to put it right", async (_, args, says) => {
    const { code, stdout, stderr } = await babelscope(args.map((arg) => (arg === "OUT" ? at("none") : arg)));
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(says);
  });

  test("a model that is none fails with the reason", async () => {
    const { code, stderr } = await babelscope([
      "scan",
      "--model",
      at("corpus"),
      "--corpus",
      at("corpus"),
      "--out",
      at("none"),
    ]);
    expect(code).toBe(1);
    expect(stderr).toContain("no config.json");
  });

  test("without the package that brings WebGPU it says how to install it", async () => {
    cpSync("dist-cli", at("alone"), { recursive: true });
    const program = join(at("alone"), "babelscope.mjs");
    const { code, stderr } = await babelscope(scanOf("none"), { program });
    expect(code).toBe(1);
    expect(stderr).toMatch(/WebGPU for Node is missing .*: npm install webgpu@/);
  });

  test("without a driver it says what to install", async () => {
    const env = { VK_ICD_FILENAMES: "/none.json" };
    const { code, stderr } = await babelscope(scanOf("none"), { env });
    expect(code).toBe(1);
    expect(stderr).toMatch(/no GPU was found through Vulkan\. Install .*libvulkan1/s);
  });
});
