import { FormatError } from "../formats/formatError";
import { looksLikeSafetensors } from "../formats/safetensors";
import type { NeuronMask } from "../lape/neuronMask";
import { readJsonMask, writeJsonMask } from "./jsonMask";
import type { Manifest } from "./manifest";
import { type MaskExpectation, maskOfFile, type RawMask } from "./maskOfFile";
import { readSafetensorsMask, writeSafetensorsMask } from "./safetensorsMask";
import { readTorchMask, writeTorchMask } from "./torchMask";

/** `pt`: as published, for torch.load. */
export type MaskFormat = "pt" | "safetensors" | "json";

const WRITER: Readonly<Record<MaskFormat, (mask: NeuronMask, manifest: Manifest) => Blob>> = {
  pt: writeTorchMask,
  safetensors: writeSafetensorsMask,
  json: writeJsonMask,
};

const READER: Readonly<Record<MaskFormat, (file: Blob, warnings: string[]) => Promise<RawMask>>> = {
  pt: readTorchMask,
  safetensors: readSafetensorsMask,
  json: readJsonMask,
};

/** A mask as a file, the manifest inside (formats.md). */
export function exportMask(mask: NeuronMask, format: MaskFormat, manifest: Manifest): Blob {
  return WRITER[format](mask, manifest);
}

/** What a mask file held. `manifest` is as found; `warnings` are sentences for the user. */
export interface ImportedMask {
  readonly mask: NeuronMask;
  readonly manifest?: Manifest;
  readonly warnings: readonly string[];
}

/**
 * Reads a mask of any of the formats, recognised by its content. What the file leaves open comes from `expected`, else it is
 * guessed and a warning says so. Throws a FormatError that says where the file is wrong; nothing in it is ever executed.
 */
export async function importMask(file: Blob, expected: MaskExpectation = {}): Promise<ImportedMask> {
  const warnings: string[] = [];
  const raw = await READER[await recogniseMask(file)](file, warnings);
  const mask = maskOfFile(raw, expected, warnings);
  return raw.manifest ? { mask, manifest: raw.manifest, warnings } : { mask, warnings };
}

/** The format of a file by its first bytes. */
export async function recogniseMask(file: Blob): Promise<MaskFormat> {
  const first = new Uint8Array(await file.slice(0, 64).arrayBuffer());
  const text = new TextDecoder("latin1").decode(first);
  if (text.startsWith("PK\x03\x04")) return "pt";
  if (looksLikeSafetensors(first, file.size)) return "safetensors";
  if (/^(?:ï»¿)?\s*\{/.test(text)) return "json";
  if (first[0] === 0x80) {
    throw new FormatError(
      "a pickle without an archive (torch before 1.6, or pickle.dump): load it in Python and torch.save it again",
    );
  }
  throw new FormatError("not a mask: neither a file of torch.save, nor safetensors, nor babelscope-mask JSON");
}
