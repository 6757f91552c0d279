import { FormatError } from "../formats/formatError";
import type { WeightDelta } from "../train/weightDelta";

type Base = WeightDelta["base"];

/** The open model, as far as what was trained on it is held against it. */
export interface BaseModel extends Base {
  /** By Hugging Face's name; a matrix is [out, in]. */
  readonly tensors: ReadonlyMap<string, { readonly shape: readonly number[] }>;
}

/** As a file names it: the rest follows from the model itself. */
type SaidBase = Omit<Base, "isRounded">;

/** A base as a safetensors' metadata holds it. */
export const baseMetadata = ({ name, hash, dtype }: SaidBase): Record<string, string> => ({
  base_model_name: name,
  base_model_hash: hash,
  base_model_dtype: dtype,
});

/** The base that metadata names; `what` is the file in the error. */
export function baseOfMetadata(metadata: ReadonlyMap<string, string>, what: string): SaidBase {
  const field = (key: string): string => {
    const text = metadata.get(key);
    if (text !== undefined) return text;
    throw new FormatError(
      `${what} does not say what it was trained on (${key} is missing from its metadata): only files made here are opened`,
    );
  };
  return { name: field("base_model_name"), hash: field("base_model_hash"), dtype: field("base_model_dtype") };
}

const describe = ({ name, hash, dtype }: SaidBase): string => `${name} (${dtype}, sha256 ${hash.slice(0, 12)}...)`;

/** The weight format in a base's dtype: "q8" of "f16 as q8". */
const formatOf = (dtype: string): string => / as (.+)$/.exec(dtype)?.[1] ?? "as stored";

/** `said`, the base of a file, where it is the open model; throws where it is not. The error names both, or what differs of one. */
export function requireBase(said: SaidBase, { name, hash, dtype, isRounded }: Base, what: string): Base {
  const open = { name, hash, dtype };
  if (said.hash === hash && said.dtype === dtype) return { ...said, isRounded };
  const [trained, loaded] = [formatOf(said.dtype), formatOf(dtype)];
  if (said.hash === hash && trained !== loaded) {
    throw new FormatError(
      `${what} was trained on the weights of ${name} with the weight format "${trained}", they are taken with "${loaded}": choose "${trained}"`,
    );
  }
  throw new FormatError(
    `${what} was trained on ${describe(said)}, the open model is ${describe(open)}: open the one it was trained on`,
  );
}
