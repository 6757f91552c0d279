import { FormatError } from "../formats/formatError";
import type { NeuronMask } from "../lape/neuronMask";
import { languagesOfFile } from "./languagesOfFile";
import type { Manifest } from "./manifest";

/** What a mask's file calls itself. */
export const MASK_FORMAT = "babelscope-mask";

/** A mask as a file gives it. */
export interface RawMask {
  /** [language][layer] indices. */
  readonly neurons: readonly (readonly ArrayLike<number>[])[];
  /** What the file says of itself, where it does. */
  readonly languages?: readonly string[] | undefined;
  readonly nLayers?: number | undefined;
  readonly dMlp?: number | undefined;
  readonly manifest?: Manifest | undefined;
}

/** What is known about a mask before it is read. A file that says otherwise is refused, but for its languages' names. */
export interface MaskExpectation {
  /** Names in file order, for files that give none. */
  readonly languages?: readonly string[] | undefined;
  readonly nLayers?: number | undefined;
  readonly dMlp?: number | undefined;
  /** Only a guess: of a mask with as many layers that does not say how many neurons a layer has, and that fits. */
  readonly openModel?: { readonly nLayers: number; readonly dMlp: number } | undefined;
}

/** Far beyond any model; it bounds what a file can make later steps allocate. */
const MAX_D_MLP = 2 ** 24;

/** The mask that `raw` describes, every index checked. Errors name the language, the layer and the position. */
export function maskOfFile(raw: RawMask, expected: MaskExpectation, warnings: string[]): NeuronMask {
  const count = raw.neurons.length;
  const languages = languagesOfFile({ count, named: raw.languages, expected: expected.languages }, warnings);
  const nLayers = agree(
    "layers",
    raw.neurons[0]?.length ?? raw.nLayers ?? expected.nLayers ?? 0,
    raw.nLayers,
    expected.nLayers,
  );
  const dMlpKnown = raw.dMlp ?? expected.dMlp;
  if (dMlpKnown !== undefined) {
    agree("neurons a layer", dMlpKnown, expected.dMlp);
    if (dMlpKnown > MAX_D_MLP) throw new FormatError(`the file has ${dMlpKnown} neurons a layer, ${MAX_D_MLP} at most`);
  }

  let largest = 0;
  const neurons = raw.neurons.map((layers, k) => {
    const language = `language ${languages[k]}`;
    if (layers.length !== nLayers) {
      throw new FormatError(`${language} has ${layers.length} layers, expected ${nLayers}`);
    }
    return layers.map((indices, l) => {
      const checked = checkIndices(indices, dMlpKnown ?? MAX_D_MLP, `${language}, layer ${l}`);
      largest = Math.max(largest, checked.at(-1) ?? 0);
      return checked;
    });
  });
  const missing = languages.slice(count);
  if (missing.length > 0) {
    warnings.push(`the file holds ${count} languages: ${missing.join(" ")} got no neurons`);
    for (const _ of missing) neurons.push(Array.from({ length: nLayers }, () => new Int32Array(0)));
  }
  const dMlp = dMlpKnown ?? guessDMlp(nLayers, largest, expected.openModel, warnings);
  return { languages, nLayers, dMlp, neurons };
}

function guessDMlp(
  nLayers: number,
  largest: number,
  openModel: MaskExpectation["openModel"],
  warnings: string[],
): number {
  const fits = openModel?.nLayers === nLayers && largest < openModel.dMlp;
  const [dMlp, why] = fits
    ? [openModel.dMlp, "as many as the open model has"]
    : [largest + 1, "the least that holds its indices"];
  warnings.push(`the file does not say how many neurons a layer has: ${dMlp}, ${why}, is taken`);
  return dMlp;
}

function agree(what: string, value: number, ...others: readonly (number | undefined)[]): number {
  for (const other of others) {
    if (other !== undefined && other !== value) {
      throw new FormatError(`the file has ${value} ${what}, expected ${other}`);
    }
  }
  return value;
}

function checkIndices(indices: ArrayLike<number>, dMlp: number, where: string): Int32Array<ArrayBuffer> {
  const result = new Int32Array(indices.length);
  let previous = -1;
  for (let i = 0; i < indices.length; i++) {
    const index = indices[i]!;
    if (!Number.isInteger(index) || index < 0 || index >= dMlp) {
      throw new FormatError(`${where}, position ${i}: ${index} is not the index of one of ${dMlp} neurons`);
    }
    if (index <= previous) {
      throw new FormatError(`${where}, position ${i}: ${index} after ${previous}; indices must ascend`);
    }
    result[i] = index;
    previous = index;
  }
  return result;
}
