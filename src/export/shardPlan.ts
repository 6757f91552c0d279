import { countElements, dtypeBytes } from "../formats/dtype";
import type { TensorShape } from "../formats/safetensorsLayout";

/** Tensors of one file of a checkpoint. */
export interface Shard<T> {
  readonly path: string;
  readonly tensors: readonly T[];
}

/** A checkpoint's files by Hugging Face's convention, in the tensors' order; `index` is the index file where there are several. */
export interface ShardPlan<T> {
  readonly shards: readonly Shard<T>[];
  readonly index: { readonly path: string; readonly text: string } | null;
}

const bytesOf = ({ name, dtype, shape }: TensorShape): number => countElements(shape, name) * dtypeBytes(dtype);

/** Files of at most `maxBytes` of tensors, but for a tensor that is larger by itself. */
export function planShards<T extends TensorShape>(tensors: readonly T[], maxBytes: number): ShardPlan<T> {
  const groups: T[][] = [[]];
  let filled = 0;
  for (const tensor of tensors) {
    const bytes = bytesOf(tensor);
    if (filled > 0 && filled + bytes > maxBytes) {
      groups.push([]);
      filled = 0;
    }
    groups.at(-1)!.push(tensor);
    filled += bytes;
  }
  if (groups.length === 1) return { shards: [{ path: "model.safetensors", tensors }], index: null };
  const number = (i: number): string => String(i).padStart(5, "0");
  const shards = groups.map((group, i) => ({
    path: `model-${number(i + 1)}-of-${number(groups.length)}.safetensors`,
    tensors: group,
  }));
  const total = tensors.reduce((sum, tensor) => sum + bytesOf(tensor), 0);
  const map = shards.flatMap(({ path, tensors: inside }) => inside.map(({ name }) => [name, path] as const));
  const text = `${JSON.stringify({ metadata: { total_size: total }, weight_map: Object.fromEntries(map) }, null, 2)}\n`;
  return { shards, index: { path: "model.safetensors.index.json", text } };
}
