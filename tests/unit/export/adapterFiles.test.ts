import fc from "fast-check";
import { unzipSync, zipSync } from "fflate";
import { describe, expect, test } from "vitest";
import { exportAdapter } from "../../../src/export/adapterFiles";
import { importDelta } from "../../../src/export/importDelta";
import { FormatError } from "../../../src/formats/formatError";
import { writeSafetensors } from "../../../src/formats/safetensors";
import type { ModuleDelta, WeightDelta } from "../../../src/train/weightDelta";
import { damaged, floatsOf, type PlainSafetensors, plainSafetensors } from "../../support/plainSafetensors";
import { applied, base, columns, DELTAS, lora, manifest, rows } from "./madeDelta";

const CONFIG = "adapter_config.json";
const TENSORS = "adapter_model.safetensors";

async function unpacked(delta: WeightDelta) {
  const files = unzipSync(new Uint8Array(await (await exportAdapter(delta, manifest)).arrayBuffer()));
  const text = (name: string): string => new TextDecoder().decode(files[name]);
  return {
    names: Object.keys(files),
    config: JSON.parse(text(CONFIG)),
    readme: text("README.md"),
    manifest: JSON.parse(text("babelscope_manifest.json")),
    tensors: await plainSafetensors(new Blob([files[TENSORS]!.slice()])),
    files,
  };
}

/** What PEFT adds to a weight: B A * alpha / r, ranks and alphas looked up as it does, by patterns that must match one module. */
function peftDelta(config: Record<string, never>, tensors: PlainSafetensors, module: string): number[][] {
  const lookUp = (patterns: Record<string, number>, otherwise: number): number => {
    const keys = Object.keys(patterns).filter((key) => new RegExp(`^(.*\\.)?(${key})$`).test(module));
    expect(keys.length).toBeLessThanOrEqual(1);
    return keys.length === 1 ? patterns[keys[0]!]! : otherwise;
  };
  const r = lookUp(config.rank_pattern!, config.r!);
  const alpha = lookUp(config.alpha_pattern!, config.lora_alpha!);
  const [a, b] = ["A", "B"].map((side) => `base_model.model.${module}.lora_${side}.weight`) as [string, string];
  const [rankA, width] = tensors.tensors[a]!.shape;
  const [out, rankB] = tensors.tensors[b]!.shape;
  expect([rankA, rankB]).toEqual([r, r]);
  const [aValues, bValues] = [floatsOf(tensors, a), floatsOf(tensors, b)];
  return Array.from({ length: out! }, (_, n) =>
    Array.from({ length: width! }, (_, k) => {
      let sum = 0;
      for (let i = 0; i < r; i++) sum += bValues[n * r + i]! * aValues[i * width! + k]!;
      return (sum * alpha) / r;
    }),
  );
}

const zeros = ({ shape: [out = 0, width = 0] }: ModuleDelta) =>
  Array.from({ length: out }, () => new Array<number>(width).fill(0));

describe("a subnetwork as a LoRA adapter", () => {
  test("B A is the change itself, to the last bit, with alpha / r of each module by its pattern", async () => {
    const { config, tensors } = await unpacked(DELTAS.subnetwork);
    for (const change of DELTAS.subnetwork.modules) {
      expect(peftDelta(config, tensors, change.module)).toEqual(applied(change, zeros(change)));
    }
    expect(Object.keys(tensors.tensors)).toHaveLength(2 * DELTAS.subnetwork.modules.length);
  });

  test("the configuration is PEFT's: full names, dots escaped in patterns, alpha = r", async () => {
    const { config } = await unpacked(DELTAS.subnetwork);
    const names = ["0.mlp.gate_proj", "0.mlp.down_proj", "1.mlp.gate_proj", "1.mlp.down_proj"];
    expect(config).toEqual({
      alpha_pattern: { "model\\.layers\\.1\\.mlp\\.gate_proj": 1, "model\\.layers\\.1\\.mlp\\.down_proj": 1 },
      base_model_name_or_path: "tiny-1k",
      bias: "none",
      fan_in_fan_out: false,
      inference_mode: true,
      init_lora_weights: true,
      layers_pattern: null,
      layers_to_transform: null,
      lora_alpha: 2,
      lora_dropout: 0,
      modules_to_save: null,
      peft_type: "LORA",
      r: 2,
      rank_pattern: { "model\\.layers\\.1\\.mlp\\.gate_proj": 1, "model\\.layers\\.1\\.mlp\\.down_proj": 1 },
      revision: null,
      target_modules: names.map((name) => `model.layers.${name}`),
      task_type: "CAUSAL_LM",
      use_dora: false,
      use_rslora: false,
    });
  });

  test("modules without neurons are left out; nothing at all is an error", async () => {
    const delta = { ...DELTAS.subnetwork, modules: [rows([0, "gate"], []), columns([1, "down"], [3])] };
    const { config, tensors } = await unpacked(delta);
    expect(config.target_modules).toEqual(["model.layers.1.mlp.down_proj"]);
    expect(Object.keys(tensors.tensors)).toHaveLength(2);
    await expect(unpacked({ ...delta, modules: [rows([0, "gate"], [])] })).rejects.toThrow(/nothing was changed/);
  });

  test("the files carry the manifest and the base; transformers' format is named", async () => {
    const { names, manifest: beside, tensors } = await unpacked(DELTAS.subnetwork);
    expect(names).toEqual([CONFIG, TENSORS, "README.md", "babelscope_manifest.json"]);
    expect(beside).toEqual(manifest);
    const { manifest: inside, ...metadata } = tensors.metadata;
    expect(JSON.parse(inside!)).toEqual(manifest);
    expect(metadata).toMatchObject({ format: "pt", method: "subnetwork", base_model_hash: base.hash });
  });

  test("the README says of a quantized base that the adapter is approximate on the original", async () => {
    const quantized = {
      ...DELTAS.subnetwork,
      base: { ...DELTAS.subnetwork.base, dtype: "q4 as f32", isRounded: true },
    };
    expect((await unpacked(quantized)).readme).toContain("Trained on q4 as f32 of tiny-1k, approximate on tiny-1k");
    expect((await unpacked(DELTAS.subnetwork)).readme).not.toContain("approximate");
  });
});

describe("other methods", () => {
  test("LoRA as it is, with alpha / r", async () => {
    const { config, tensors } = await unpacked(DELTAS.lora);
    expect(config).toMatchObject({ r: 2, lora_alpha: 3, rank_pattern: {}, alpha_pattern: {} });
    for (const change of DELTAS.lora.modules) {
      const expected = applied(change, zeros(change));
      for (const [n, row] of peftDelta(config, tensors, change.module).entries()) {
        // Two orders of the same few products in f64.
        for (const [k, value] of row.entries()) expect(value).toBeCloseTo(expected[n]![k]!, 12);
      }
    }
  });

  test("IA3: vectors beside their modules, of the input where it is feed-forward", async () => {
    const { config, tensors } = await unpacked(DELTAS.ia3);
    expect(config).toEqual({
      base_model_name_or_path: "tiny-1k",
      fan_in_fan_out: false,
      feedforward_modules: ["model.layers.0.mlp.down_proj"],
      inference_mode: true,
      init_ia3_weights: true,
      modules_to_save: null,
      peft_type: "IA3",
      revision: null,
      target_modules: ["model.layers.0.self_attn.k_proj", "model.layers.0.mlp.down_proj"],
      task_type: "CAUSAL_LM",
    });
    const [key, down] = ["self_attn.k_proj", "mlp.down_proj"].map(
      (name) => `base_model.model.model.layers.0.${name}.ia3_l`,
    );
    expect([tensors.tensors[key!]!.shape, tensors.tensors[down!]!.shape]).toEqual([
      [4, 1],
      [1, 5],
    ]);
    expect(floatsOf(tensors, down!)).toEqual((DELTAS.ia3.modules[1] as { scale: Float32Array }).scale);
  });

  test("changes of whole tensors have no adapter", async () => {
    await expect(exportAdapter(DELTAS.full, manifest)).rejects.toThrow(/full changes whole tensors.*export the delta/);
  });
});

describe("reading an adapter back", () => {
  const { full: _, ...adapters } = DELTAS;

  test.each(Object.entries(adapters))("%s comes back equal, from the archive and from its files", async (_, delta) => {
    const archive = await exportAdapter(delta, manifest);
    expect(await importDelta([{ name: "a.zip", blob: archive }], base)).toEqual({ delta, manifest, warnings: [] });
    const { files } = await unpacked(delta);
    const list = Object.entries(files).map(([name, bytes]) => ({
      name: `dir/${name}`,
      blob: new Blob([bytes.slice()]),
    }));
    expect((await importDelta(list, base)).delta).toEqual(delta);
  });

  test("only onto its own base", async () => {
    const archive = await exportAdapter(DELTAS.ia3, manifest);
    const other = { ...base, name: "other", hash: "e".repeat(64) };
    await expect(importDelta([{ name: "a.zip", blob: archive }], other)).rejects.toThrow(
      /tiny-1k \(fp32.*other \(fp32/,
    );
  });

  test("compressed archives, halves of an adapter and other files are refused with what to do", async () => {
    const { files } = await unpacked(DELTAS.lora);
    const zip = (entries: Record<string, Uint8Array>, level: 0 | 6) => [
      { name: "a.zip", blob: new Blob([zipSync(entries, { level }).slice()]) },
    ];
    await expect(importDelta(zip(files, 6), base)).rejects.toThrow(/is compressed: unpack the archive/);
    await expect(importDelta(zip({ "a.txt": Uint8Array.of(1) }, 0), base)).rejects.toThrow(
      /an adapter is adapter_config/,
    );
    await expect(importDelta([{ name: CONFIG, blob: new Blob(["{}"]) }], base)).rejects.toThrow(/choose both/);
    await expect(importDelta([], base)).rejects.toThrow("no file was given");
  });

  /** The adapter's files with the configuration or the tensors changed. */
  async function changed(delta: WeightDelta, config: object, drop = "") {
    const { files, config: written, tensors } = await unpacked(delta);
    const kept = Object.entries(tensors.tensors).filter(([name]) => drop === "" || !name.endsWith(drop));
    const list = kept.map(([name, { shape, bytes }]) => ({
      name,
      dtype: "F32" as const,
      shape,
      parts: [new Uint8Array(bytes)],
    }));
    const blob = drop === "" ? new Blob([files[TENSORS]!.slice()]) : writeSafetensors(list, tensors.metadata);
    return importDelta(
      [
        { name: CONFIG, blob: new Blob([JSON.stringify({ ...written, ...config })]) },
        { name: TENSORS, blob },
      ],
      base,
    );
  }

  const gate = "model.layers.0.mlp.gate_proj";
  const BAD: readonly (readonly [what: string, config: object, says: RegExp, drop: string])[] = [
    ["another type", { peft_type: "LOHA" }, /type LOHA is not known/, ""],
    ["DoRA", { use_dora: true }, /use_dora is true/, ""],
    ["biases", { bias: "all" }, /bias is "all"/, ""],
    ["another rank", { r: 3 }, /lora_A\.weight" is \[2,6\], expected \[3,6\]/, ""],
    [
      "a rank that is no number",
      { rank_pattern: { "model\\.layers\\.0\\.mlp\\.gate_proj": "two" } },
      /rank of .* not "two"/,
      "",
    ],
    ["no alpha", { lora_alpha: null }, /alpha of model\.layers\.0\.mlp\.gate_proj must be a number/, ""],
    [
      "another target",
      { target_modules: [gate, "model.layers.1.mlp.up_proj"] },
      /disagree about model\.layers\.1\.mlp\.up_proj/,
      "",
    ],
    ["a missing half", {}, /lora_B\.weight is missing/, "gate_proj.lora_B.weight"],
  ];
  test.each(BAD)("refused: %s", async (_, config, says, drop) => {
    await expect(changed(DELTAS.lora, config, drop)).rejects.toThrow(FormatError);
    await expect(changed(DELTAS.lora, config, drop)).rejects.toThrow(says);
  });

  test("factors of a subnetwork that are not one-hot are refused", async () => {
    const dense = lora([0, "gate"], 2, 2);
    const twos = new Float32Array(dense.b.length);
    twos[0] = twos[3] = 2;
    const descending = new Float32Array(dense.b.length);
    descending[1] = descending[2] = 1;
    for (const module of [dense, { ...dense, b: twos }, { ...dense, b: descending }]) {
      const archive = await exportAdapter({ ...DELTAS.subnetwork, modules: [module] }, manifest);
      const reading = importDelta([{ name: "a.zip", blob: archive }], base);
      await expect(reading).rejects.toThrow(/gate_proj: .* neither is one-hot/);
    }
  });

  test("whatever is done to the bytes, an adapter is read that fits the base, or refused", async () => {
    const bytes = new Uint8Array(await (await exportAdapter(DELTAS.lora, manifest)).arrayBuffer());
    const { files } = await unpacked(DELTAS.lora);
    const change = fc.tuple(fc.nat(bytes.length - 1), fc.integer({ min: 0, max: 255 }));
    const keep = fc.oneof(
      { weight: 4, arbitrary: fc.constant(1) },
      { weight: 1, arbitrary: fc.double({ min: 0, max: 1, noNaN: true }) },
    );
    const outcome = async (list: Parameters<typeof importDelta>[0]) => {
      const error = await importDelta(list, base).then(
        () => undefined,
        (reason: unknown) => reason,
      );
      if (error !== undefined) expect(error).toBeInstanceOf(FormatError);
    };
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 3 }), keep, async (changes, share) => {
        await outcome([{ name: "a.zip", blob: damaged(bytes, changes, share) }]);
        await outcome([
          { name: CONFIG, blob: damaged(files[CONFIG]!, changes, share) },
          { name: TENSORS, blob: damaged(files[TENSORS]!, changes, share) },
        ]);
      }),
      { numRuns: 200, seed: 6 },
    );
  });
});
