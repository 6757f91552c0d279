import type { OnnxTensor } from "../formats/onnxTensor";
import type { ResolveExternal } from "../formats/onnxWrite";
import type { ModelFile } from "./modelFile";

/** Files that a model's initializers point into. */
export interface ExternalFiles {
  readonly resolve: ResolveExternal;
  /** The files that `resolve` was asked for, by the location the model gives. */
  readonly used: ReadonlyMap<string, ModelFile>;
}

/** Finds a model's shards: a location is relative to the `.onnx` file's folder. Places and lengths are held against their sizes. */
export function externalFiles(file: ModelFile, shards: readonly ModelFile[]): ExternalFiles {
  const folder = file.path.slice(0, file.path.lastIndexOf("/") + 1);
  const used = new Map<string, ModelFile>();
  const resolve: ResolveExternal = (tensor, { location, offset, length = tensor.bytes }) => {
    const files = [file, ...shards];
    const shard = files.find(({ path }) => path === folder + location) ?? files.find(({ path }) => path === location);
    if (!shard) {
      const have = shards.map(({ path }) => path).join(", ") || "none";
      throw new Error(`${file.path} keeps weights in "${location}", which is missing (given: ${have}). Add that file.`);
    }
    if (offset + length > shard.blob.size) {
      throw new Error(
        `${name(tensor)} lies at bytes ${offset} to ${offset + length} of ${shard.path}, which has ${shard.blob.size}: ` +
          "the file is cut off or belongs to another export",
      );
    }
    used.set(location, shard);
    return { location, offset, length };
  };
  return { resolve, used };
}

const name = (tensor: OnnxTensor) => `tensor "${tensor.name}"`;
