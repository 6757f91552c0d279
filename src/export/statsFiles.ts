import { FormatError } from "../formats/formatError";
import { toInt64, toSafeIntegers } from "../formats/int64";
import {
  findTensor,
  looksLikeSafetensors,
  openSafetensors,
  readTensor,
  type Safetensors,
  type TensorView,
  writeSafetensors,
} from "../formats/safetensors";
import type { ActivationStats } from "../lape/activationStats";
import { checkStats, NO_MEANS, toActSum } from "./checkStats";
import { joinLanguages, languagesOfFile, splitLanguages } from "./languagesOfFile";
import type { Manifest } from "./manifest";
import { readManifest } from "./readManifest";
import { readTorchStats } from "./torchStats";

/**
 * Stats as safetensors (formats.md): `over_zero` i32, `n` i64, `mean_activation` f32, all [language, layer, neuron] or [language]; and
 * beyond the format `act_sum` f64, without which stats read back would not add up to the last bit.
 */
export function exportStats(stats: ActivationStats, manifest: Manifest): Blob {
  const { languages, n, overZero, actSum } = checkStats(stats);
  const shape = [languages.length, stats.nLayers, stats.dMlp];
  const means = actSum.map((sums, k) => Float32Array.from(sums, (sum) => (n[k] === 0 ? 0 : sum / n[k]!)));
  return writeSafetensors(
    [
      { name: "over_zero", dtype: "I32", shape, parts: overZero },
      { name: "n", dtype: "I64", shape: [languages.length], parts: [toInt64(n)] },
      { name: "mean_activation", dtype: "F32", shape, parts: means },
      { name: "act_sum", dtype: "F64", shape, parts: actSum },
    ],
    {
      format: "babelscope-activation-stats",
      version: "1",
      languages: joinLanguages(languages),
      manifest: JSON.stringify(manifest),
    },
  );
}

/** What a stats file held. `manifest` is as found; `warnings` are sentences for the user. */
export interface ImportedStats {
  readonly stats: ActivationStats;
  readonly manifest?: Manifest;
  readonly warnings: readonly string[];
}

/**
 * Reads stats: safetensors, ours or from Python, or the file of one language that the published activation scripts save with
 * torch. `expected` names the languages where the file does not. Throws a FormatError that says where the file is wrong.
 */
export async function importStats(file: Blob, expected?: readonly string[]): Promise<ImportedStats> {
  const warnings: string[] = [];
  const first = new Uint8Array(await file.slice(0, 64).arrayBuffer());
  if (first[0] === 0x50 && first[1] === 0x4b) {
    const languages = nameLanguages(1, undefined, expected, warnings);
    return { stats: checkStats({ languages, ...(await readTorchStats(file, warnings)) }), warnings };
  }
  if (!looksLikeSafetensors(first, file.size)) {
    throw new FormatError("not activation stats: neither safetensors nor a file of torch.save");
  }
  const open = await openSafetensors(file);
  const stats = await readSafetensorsStats(open, expected, warnings);
  const manifest = readManifest(open.metadata.get("manifest"), warnings);
  return manifest ? { stats, manifest, warnings } : { stats, warnings };
}

function nameLanguages(
  count: number,
  named: readonly string[] | undefined,
  expected: readonly string[] | undefined,
  warnings: string[],
): readonly string[] {
  const languages = languagesOfFile({ count, named, expected }, warnings);
  if (languages.length > count)
    throw new FormatError(`the file holds ${count} languages, ${languages.length} were given`);
  return languages;
}

async function readSafetensorsStats(
  file: Safetensors,
  expected: readonly string[] | undefined,
  warnings: string[],
): Promise<ActivationStats> {
  const counts = findTensor(file, "over_zero");
  const [count, nLayers, dMlp] = counts.shape;
  if (counts.shape.length !== 3 || count === undefined || nLayers === undefined || dMlp === undefined) {
    throw new FormatError(`over_zero has shape [${counts.shape}], expected [language, layer, neuron]`);
  }
  const n = toSafeIntegers(await readTensor(findTensor(file, "n"), "I64"), "n");
  if (n.length !== count) throw new FormatError(`n has ${n.length} languages, over_zero ${count}`);
  const sums = findLike(file, "act_sum", counts);
  const means = sums ? undefined : findLike(file, "mean_activation", counts);
  if (!sums && !means) warnings.push(NO_MEANS);

  const size = nLayers * dMlp;
  const overZero: Uint32Array<ArrayBuffer>[] = [];
  const actSum: Float64Array<ArrayBuffer>[] = [];
  for (let k = 0; k < count; k++) {
    const [from, to] = [k * size, (k + 1) * size];
    overZero.push(new Uint32Array((await readTensor(counts, "I32", from, to)).buffer));
    const mean = means && (await readTensor(means, "F32", from, to));
    actSum.push(sums ? await readTensor(sums, "F64", from, to) : toActSum(mean, n[k]!, size));
  }
  const named = splitLanguages(file.metadata.get("languages"));
  const languages = nameLanguages(count, named, expected, warnings);
  return checkStats({ languages, nLayers, dMlp, n, overZero, actSum });
}

/** The tensor of that name, if there is one; it must have the shape of `like`. */
function findLike(file: Safetensors, name: string, like: TensorView): TensorView | undefined {
  const tensor = file.tensors.get(name);
  if (tensor && `${tensor.shape}` !== `${like.shape}`) {
    throw new FormatError(`${name} has shape [${tensor.shape}], ${like.name} [${like.shape}]`);
  }
  return tensor;
}
