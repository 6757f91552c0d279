import type { StoredTensor, WeightSource } from "../model/weightSource";
import type { MatrixFormat } from "../tensor/matrixFormat";
import { exactFormat } from "../tensor/storedRows";
import type { DecoderConfig } from "./decoderConfig";
import { EMBEDDING, HEAD } from "./decoderTensors";

/**
 * How matrices are kept on the GPU. "as stored" changes no value: f16, q8 and q4 stay, bf16 becomes f32. "f16" halves bf16 and f32
 * (bf16 below 2^-17 is rounded, by 2^-25 at most). "q8" and "q4" quantize floats in blocks of 32.
 */
export const WEIGHT_FORMATS = ["as stored", "f32", "f16", "q8", "q4"] as const;
export type WeightFormat = (typeof WEIGHT_FORMATS)[number];

/** Why a value is no format, in words for the person; null where it is one. */
export function weightFormatProblem(value: unknown): string | null {
  if (WEIGHT_FORMATS.some((format) => format === value)) return null;
  return `weightFormat is ${JSON.stringify(value)}: it must be one of ${WEIGHT_FORMATS.join(", ")}.`;
}

/** The format, where it is one: requests come from scripts, too. Throws a RangeError. */
export function checkedWeightFormat(format: WeightFormat): WeightFormat {
  const problem = weightFormatProblem(format);
  if (problem !== null) throw new RangeError(problem);
  return format;
}

const BITS = { f32: 32, f16: 16, bf16: 16, q8: 8, q4: 4 } as const;

/**
 * The format of a matrix on the GPU. What is stored in as few bits or fewer is never quantized again. Under "q4" the embedding
 * (which is the head of a tied model) gets 8 bits: it is read one row a token, and as a head it is the most sensitive matrix.
 */
export function matrixFormat(tensor: StoredTensor, wanted: WeightFormat): MatrixFormat {
  if (wanted === "as stored") return exactFormat(tensor);
  if (wanted === "f32" || wanted === "f16") return { kind: wanted };
  const kind = wanted === "q4" && tensor.name === EMBEDDING ? "q8" : wanted;
  return BITS[tensor.format] <= BITS[kind] ? exactFormat(tensor) : { kind, blockSize: 32, hasZeros: false };
}

const isFloat = (tensor: StoredTensor): boolean => !("blockSize" in tensor);

/**
 * Whether the embedding serves as the head: where the config ties them, or the file keeps one tensor for both. A tied model's
 * file may hold a head that was quantized on its own (as public q4 exports do): then the two differ, and the head is loaded.
 */
export function isHeadShared({ tensors }: Pick<WeightSource, "tensors">, { isTied }: DecoderConfig): boolean {
  const [embedding, head] = [tensors.get(EMBEDDING), tensors.get(HEAD)];
  if (!head || !embedding) return isTied;
  return head.sameAs === EMBEDDING || (isTied && isFloat(head) && isFloat(embedding));
}
