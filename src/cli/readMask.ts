import { join } from "node:path";
import type { Manifest } from "../export/manifest";
import { importMask } from "../export/maskFiles";
import type { DecoderConfig } from "../transformer/decoderConfig";
import type { CommandContext } from "./command";
import { UsageError } from "./exitCodes";
import { fileBlob } from "./fileBlob";
import { MASK_FILE } from "./fileNames";
import { toLanguage } from "./language";

/** The neurons of one language in a mask file. */
export interface MaskNeurons {
  /** Sorted, a layer. */
  readonly neurons: readonly Int32Array<ArrayBuffer>[];
  readonly manifest: Manifest | null;
}

interface MaskOptions {
  readonly mask?: string | undefined;
  readonly maskLanguages?: readonly string[] | undefined;
  readonly out: string;
}

/** Reads a mask, of the option or of an earlier select, and takes a language's neurons. */
export async function readMask(
  { mask: path, maskLanguages, out }: MaskOptions,
  language: string,
  { nLayers, dMlp }: DecoderConfig,
  { progress }: CommandContext,
): Promise<MaskNeurons> {
  const place = path ?? join(out, MASK_FILE);
  const file = await fileBlob(place).catch(() => {
    throw new UsageError(`there is no mask at ${place}: run babelscope select, or name one with --mask`);
  });
  const { mask, manifest, warnings } = await importMask(file, { languages: maskLanguages, nLayers, dMlp });
  for (const warning of warnings) progress.say(warning);
  const k = mask.languages.findIndex((name) => toLanguage(name) === language);
  if (k < 0)
    throw new UsageError(
      `the mask has no ${language}: it has ${mask.languages.join(", ")} (--mask-languages names them)`,
    );
  return { neurons: mask.neurons[k]!, manifest: manifest ?? null };
}
