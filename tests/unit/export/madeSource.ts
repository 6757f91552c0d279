import type { StoredTensor, WeightSource } from "../../../src/model/weightSource";
import type { StoredRows } from "../../../src/tensor/storedRows";

/** A matrix in 4-bit blocks of 16 columns: its codes, and its scale a block. */
export interface Blocks {
  readonly shape: readonly [number, number];
  readonly codes: Uint8Array;
  readonly scales: Float32Array;
}

type Made = { readonly shape: readonly number[] } & ({ readonly values: Float32Array } | Blocks);

/** A source of tensors in memory that counts the values it was asked for at once. */
export function madeSource(
  tensors: Readonly<Record<string, Made>>,
): WeightSource & { readonly largestRead: () => number } {
  let largest = 0;
  const entries = Object.entries(tensors).map(([name, tensor]): [string, StoredTensor] => [
    name,
    {
      name,
      shape: tensor.shape,
      bytes: 0,
      ...("codes" in tensor ? { format: "q4", blockSize: 16, hasZeros: false } : { format: "f32" }),
    },
  ]);
  return {
    tensors: new Map(entries),
    largestRead: () => largest,
    async readRows(name, firstRow, nRows): Promise<StoredRows> {
      const tensor = tensors[name]!;
      const width = tensor.shape.at(-1)!;
      largest = Math.max(largest, nRows * width);
      if ("values" in tensor) {
        return {
          format: "f32",
          values: new Float32Array(tensor.values.slice(firstRow * width, (firstRow + nRows) * width)),
        };
      }
      const blocks = Math.ceil(width / 16);
      const [from, to] = [firstRow * blocks, (firstRow + nRows) * blocks];
      return {
        format: "q4",
        blockSize: 16,
        codes: new Uint8Array(tensor.codes.slice(8 * from, 8 * to)),
        scales: new Float32Array(tensor.scales.slice(from, to)),
        zeros: null,
      };
    },
  };
}
