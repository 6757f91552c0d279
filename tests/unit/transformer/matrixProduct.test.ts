import { expect, test } from "vitest";
import { f32Matrix } from "../../../src/transformer/matrixProduct";

const device = (maxStorageBufferBindingSize: number) => ({ limits: { maxStorageBufferBindingSize } }) as GPUDevice;

test("a parameter longer than a binding is cut at rows that begin at a multiple of 256 bytes", () => {
  const buffer = {} as GPUBuffer;
  const cut = f32Matrix(device(4 * 5 * 130), buffer, 300, 5);
  expect(cut.parts.map(({ firstRow, nRows, offset }) => [firstRow, nRows, offset])).toEqual([
    [0, 128, 0],
    [128, 128, 128 * 20],
    [256, 44, 256 * 20],
  ]);
  for (const { offset } of cut.parts) expect(offset! % 256).toBe(0);
  expect(f32Matrix(device(2 ** 27), buffer, 300, 5).parts).toEqual([{ buffer, offset: 0, firstRow: 0, nRows: 300 }]);
});
