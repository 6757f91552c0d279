import type { StoredTensor, WeightSource } from "../model/weightSource";
import type { MatrixFormat } from "../tensor/matrixFormat";
import { matrixFormat, WEIGHT_FORMATS, type WeightFormat } from "./weightFormat";

/** What the weights are that a decoder computes with. */
export interface UsedWeights {
  /** "q4": as the file has them; "q4 as f16": loaded into another format. Two names are equal exactly where the formats of all matrices are. */
  readonly dtype: string;
  /** Whether they are other numbers than a checkpoint's floats: codes in blocks, in the file or loaded, or floats rounded to f16. */
  readonly isRounded: boolean;
}

const isSame = (a: MatrixFormat, b: MatrixFormat): boolean =>
  a.kind === b.kind &&
  ("blockSize" in a ? "blockSize" in b && a.blockSize === b.blockSize && a.hasZeros === b.hasZeros : true);

const isRounded = (stored: StoredTensor, used: MatrixFormat): boolean =>
  "blockSize" in stored || "blockSize" in used || (used.kind === "f16" && stored.format !== "f16");

/**
 * The weights of a file of `storedDtype` under a wanted format. That format may change nothing (f16 of halves) or only a part (q8 of
 * a q4 file quantizes its embedding alone): the name is of the first format that gives the very same matrices.
 */
export function usedWeights(
  storedDtype: string,
  { tensors }: Pick<WeightSource, "tensors">,
  wanted: WeightFormat,
): UsedWeights {
  const matrices = [...tensors.values()].filter(({ shape }) => shape.length === 2);
  const used = WEIGHT_FORMATS.find((format) =>
    matrices.every((tensor) => isSame(matrixFormat(tensor, format), matrixFormat(tensor, wanted))),
  );
  return {
    dtype: used === "as stored" ? storedDtype : `${storedDtype} as ${used}`,
    isRounded: matrices.some((tensor) => isRounded(tensor, matrixFormat(tensor, wanted))),
  };
}
