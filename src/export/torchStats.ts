import { FormatError } from "../formats/formatError";
import type { PickleValue } from "../formats/pickleValue";
import { asTensor } from "../formats/torchTensor";
import { openTorchZip, readTorchTensor } from "../formats/torchZip";
import type { ActivationStats } from "../lape/activationStats";
import { NO_MEANS, toActSum } from "./checkStats";

/**
 * The file of one language that the published activation scripts save: `dict(n, over_zero int32 [L, m], average_activations float
 * [L, m], ...)`; older scripts save no averages. The file names no language.
 */
export async function readTorchStats(file: Blob, warnings: string[]): Promise<Omit<ActivationStats, "languages">> {
  const zip = await openTorchZip(file);
  const dict = asDict(zip.value);
  const n = dict.get("n");
  if (typeof n !== "number")
    throw new FormatError("n is not a number; an activation file holds the tokens counted there");
  const counts = asTensor(dict.get("over_zero"), "over_zero");
  const [nLayers, dMlp] = counts.shape;
  if (counts.shape.length !== 2 || nLayers === undefined || dMlp === undefined) {
    throw new FormatError(`over_zero has shape [${counts.shape}], expected [layer, neuron]`);
  }
  const { buffer } = await readTorchTensor(zip, counts, "I32", "over_zero");
  let means: ArrayLike<number> | undefined;
  if (dict.has("average_activations")) {
    const tensor = asTensor(dict.get("average_activations"), "average_activations");
    if (`${tensor.shape}` !== `${counts.shape}`) {
      throw new FormatError(`average_activations has shape [${tensor.shape}], over_zero [${counts.shape}]`);
    }
    means = await readTorchTensor(zip, tensor, tensor.dtype === "F64" ? "F64" : "F32", "average_activations");
  } else warnings.push(NO_MEANS);
  const overZero = new Uint32Array(buffer);
  return { nLayers, dMlp, n: Float64Array.of(n), overZero: [overZero], actSum: [toActSum(means, n, overZero.length)] };
}

function asDict(value: PickleValue): ReadonlyMap<string | number, PickleValue> {
  if (value instanceof Map) return value;
  throw new FormatError("the saved value is not a dict; an activation file is a dict of n and over_zero");
}
