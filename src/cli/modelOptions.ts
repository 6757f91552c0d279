import { WEIGHT_FORMATS } from "../transformer/weightFormat";
import type { Options } from "./commandLine";

/** How every command that opens a model names it. */
export const MODEL_OPTIONS = {
  model: {
    kind: "text",
    value: "DIR",
    required: true,
    help: "folder with config.json, the tokenizer's files and model.safetensors (or shards) or onnx/model*.onnx",
  },
  dtype: {
    kind: "text",
    value: "NAME",
    help: "which weights, where the folder has several: f32, f16, bf16 (safetensors), fp32, fp16, q4, q8, ... (ONNX). Safetensors unless given",
  },
  weights: {
    kind: "text",
    choices: WEIGHT_FORMATS,
    value: '"as stored"|f32|f16|q8|q4',
    help: "how weights lie on the GPU; q8 and q4 quantize while loading. As stored unless given",
  },
} as const satisfies Options;

/** Of commands that compute. */
export const DEVICE_OPTIONS = {
  software: { kind: "flag", help: "compute on the CPU (Chromium's software driver), also where there is a GPU" },
} as const satisfies Options;

/** How text is read. */
export const TEXT_OPTIONS = {
  textField: {
    kind: "text",
    value: "NAME",
    help: "field of JSONL records or column of tables that holds the text; text unless given",
  },
  languageField: {
    kind: "text",
    value: "NAME",
    help: "field or column that holds the language; else a file's name says it",
  },
  removeDuplicates: { kind: "flag", help: "leave out repeated documents of a language" },
} as const satisfies Options;
