import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import type { CommandContext } from "../../../src/cli/command";
import { parseOptions } from "../../../src/cli/commandLine";
import { UsageError } from "../../../src/cli/exitCodes";
import { FINETUNE_OPTIONS, readFinetuneInput } from "../../../src/cli/finetuneInput";
import { MODEL_OPTIONS } from "../../../src/cli/modelOptions";
import { type CliModel, openModel } from "../../../src/cli/openModel";
import { packScanText, readScanText, SCAN_TEXT_OPTIONS } from "../../../src/cli/scanText";
import { exportMask } from "../../../src/export/maskFiles";
import { manifest } from "../export/madeDelta";
import { tempFolders } from "./tempFolder";

const MODEL = "public/models/babel-7m";
const tempFolder = tempFolders();
const said: string[] = [];
const context: CommandContext = {
  signal: new AbortController().signal,
  progress: { tell: () => undefined, say: (line) => said.push(line), end: () => undefined },
};

/** A folder with text of two languages, and one file that holds none. */
function corpus(): string {
  const folder = join(tempFolder(), "text");
  mkdirSync(folder);
  for (const language of ["cym_Latn", "eng_Latn"]) {
    const text = readFileSync(`public/corpora/udhr/${language}.txt`, "utf8");
    writeFileSync(join(folder, `${language}.txt`), text.slice(0, 3000));
  }
  writeFileSync(join(folder, "fra_Latn.txt"), "");
  return folder;
}

let model: CliModel;
beforeAll(async () => {
  model = await openModel(parseOptions(MODEL_OPTIONS, ["--model", MODEL]), context);
});

describe("the model", () => {
  test("is its checkpoint unless another dtype is named; the hash and the dtype say which", async () => {
    const q4 = await openModel(parseOptions(MODEL_OPTIONS, ["--model", MODEL, "--dtype", "q4"]), context);
    expect([model.base.dtype, q4.base.dtype]).toEqual(["f16", "q4"]);
    expect(model.base.hash).not.toBe(q4.base.hash);
    const loaded = await openModel(parseOptions(MODEL_OPTIONS, ["--model", MODEL, "--weights", "q8"]), context);
    expect([loaded.base.hash, loaded.base.dtype]).toEqual([model.base.hash, "f16 as q8"]);
    const floats = parseOptions(MODEL_OPTIONS, ["--model", MODEL, "--dtype", "q4", "--weights", "f32"]);
    expect((await openModel(floats, context)).base).toMatchObject({ dtype: "q4 as f32", isRounded: true });
    await expect(openModel(parseOptions(MODEL_OPTIONS, ["--model", MODEL, "--dtype", "q5"]), context)).rejects.toThrow(
      '--dtype is "q5"; babel-7m has q4, f16',
    );
  });
});

describe("text to scan", () => {
  const read = async (folder: string, ...args: string[]) => {
    const text = await readScanText(parseOptions(SCAN_TEXT_OPTIONS, ["--corpus", folder, ...args]), model, context);
    return { packing: text.packing, batches: packScanText(text, model) };
  };

  test("is packed a language, in the corpus's order; what could not be read is told", async () => {
    said.length = 0;
    const { batches, packing } = await read(corpus(), "--seq-len", "32", "--tokens-per-language", "100");
    expect(batches.map(({ language, nTokens }) => [language, nTokens])).toEqual([
      ["cym_Latn", 96],
      ["eng_Latn", 96],
    ]);
    expect(packing).toMatchObject({ seqLen: 32, seed: 1, tokensPerLanguage: 100 });
    expect(said.join()).toContain("fra_Latn.txt");
  });

  test("languages are named by code or alias", async () => {
    const { batches } = await read(corpus(), "--languages", "cy", "--seq-len", "32");
    expect(batches.map(({ language }) => language)).toEqual(["cym_Latn"]);
  });

  test("a language that fills no window is refused with its name", async () => {
    const args = ["--corpus", corpus(), "--languages", "cy"];
    const text = await readScanText(parseOptions(SCAN_TEXT_OPTIONS, args), model, context);
    const pack = () => packScanText({ ...text, packing: { ...text.packing, seqLen: 1e6 } }, model);
    expect(pack).toThrow(UsageError);
    expect(pack).toThrow(/cym_Latn has \d+ tokens, fewer than the 1000000 of one window/);
  });

  const BAD: readonly (readonly [what: string, args: string[], says: RegExp])[] = [
    [
      "a language without text",
      ["--languages", "cy,mt"],
      /--languages: there is no text in mlt_Latn: there is cym_Latn, eng_Latn/,
    ],
    ["windows beyond the context", ["--seq-len", "513"], /windows of 513 tokens: babel-7m takes 2 to 512/],
    [
      "a budget below a window",
      ["--seq-len", "512", "--tokens-per-language", "1"],
      /a budget of 1 tokens a language is less than one window/,
    ],
  ];
  test.each(BAD)("refused: %s", async (_, args, says) => {
    const reading = read(corpus(), ...args);
    await expect(reading).rejects.toThrow(UsageError);
    await expect(reading).rejects.toThrow(says);
  });
});

describe("a run", () => {
  const read = (...args: string[]) =>
    readFinetuneInput(parseOptions(FINETUNE_OPTIONS, ["--model", MODEL, "--out", tempFolder(), ...args]), context);

  /** A mask that names its language in two letters. */
  async function mask(): Promise<string> {
    const neurons = Array.from({ length: 6 }, (_, l) => (l === 2 ? Int32Array.of(4, 700) : new Int32Array(0)));
    const file = exportMask({ languages: ["cy"], nLayers: 6, dMlp: 768, neurons: [neurons] }, "safetensors", manifest);
    const path = join(tempFolder(), "mask.safetensors");
    writeFileSync(path, new Uint8Array(await file.arrayBuffer()));
    return path;
  }

  test("trains the mask's neurons of the language, with the preset's settings for a small model", async () => {
    const { config, plan, windows, origin } = await read(
      "--corpus",
      corpus(),
      "--language",
      "cy",
      "--mask",
      await mask(),
    );
    expect(config).toMatchObject({ method: "subnetwork", seqLen: 64, learningRate: 1e-3 });
    expect(plan.modules.map(({ tensor }) => tensor)).toEqual(
      ["gate", "up", "down"].map((name) => `model.layers.2.mlp.${name}_proj.weight`),
    );
    // Once over the text, without what is held out.
    expect(config.steps).toBe(Math.floor(windows.train.nWindows / config.batchSize));
    expect(windows.validation.map(({ language, from }) => [language, from])).toEqual([["cym_Latn", "held out"]]);
    expect(origin.mask).toEqual({ source: "file", neurons: 2, manifest });
  });

  test("validates on what is given, and watches its other languages", async () => {
    const { windows } = await read(
      "--corpus",
      `${corpus()}/cym_Latn.txt`,
      "--validation",
      corpus(),
      "--method",
      "lora",
    );
    expect(windows.train.language).toBe("cym_Latn");
    expect(windows.validation.map(({ language, from }) => [language, from])).toEqual([
      ["cym_Latn", "validation text"],
      ["eng_Latn", "validation text"],
    ]);
  });

  test("leaves out what it would watch unasked where it fills no window, and says so; by name it must fill one", async () => {
    const folder = corpus();
    writeFileSync(join(folder, "eng_Latn.txt"), "All human beings are born free.\n");
    const args = ["--corpus", `${folder}/cym_Latn.txt`, "--validation", folder, "--method", "lora"];
    said.length = 0;
    const { windows } = await read(...args);
    expect(windows.validation.map(({ language }) => language)).toEqual(["cym_Latn"]);
    expect(said.join()).toMatch(/not watched: eng_Latn has \d+ tokens, fewer than the 64 of one window/);
    const asked = read(...args, "--watch", "en");
    await expect(asked).rejects.toThrow(UsageError);
    await expect(asked).rejects.toThrow(/eng_Latn has \d+ tokens, fewer than the 64 of one window/);
  });

  test("a language that is asked for twice is watched once", async () => {
    const { windows } = await read(
      "--corpus",
      corpus(),
      "--language",
      "cy",
      "--method",
      "lora",
      "--watch",
      "en,eng_Latn",
    );
    expect(windows.validation.map(({ language }) => language)).toEqual(["cym_Latn", "eng_Latn"]);
  });

  const BAD: readonly (readonly [what: string, args: string[], says: RegExp])[] = [
    ["several languages and none chosen", [], /--language is missing: the corpus has cym_Latn, eng_Latn/],
    ["a language without text", ["--language", "mt"], /there is no text in mlt_Latn: the corpus has/],
    ["no mask", ["--language", "cy"], /there is no mask at .*run babelscope select/],
    [
      "a setting out of range",
      ["--language", "cy", "--method", "lora", "--lora-dropout", "1"],
      /lora\.dropout is 1; allowed/,
    ],
    [
      "too long windows",
      ["--language", "cy", "--method", "full", "--seq-len", "600"],
      /longer than the model's context of 512/,
    ],
    [
      "windows longer than the text",
      ["--language", "cy", "--method", "full", "--seq-len", "512", "--batch-size", "1"],
      /too few for a window of 512/,
    ],
    ["watching what is trained", ["--language", "cy", "--method", "full", "--watch", "cy"], /always validated/],
  ];
  test.each(BAD)("refused: %s", async (_, args, says) => {
    const folder = corpus();
    if (args.includes("512")) writeFileSync(join(folder, "cym_Latn.txt"), "byr iawn\n");
    const reading = read("--corpus", folder, ...args);
    await expect(reading).rejects.toThrow(UsageError);
    await expect(reading).rejects.toThrow(says);
  });

  test("a mask of other languages is refused by its names", async () => {
    const reading = read("--corpus", corpus(), "--language", "en", "--mask", await mask());
    await expect(reading).rejects.toThrow(/the mask has no eng_Latn: it has cy/);
  });
});
