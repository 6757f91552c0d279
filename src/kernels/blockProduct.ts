import wgsl from "../../shaders/matmul/block_product.wgsl?raw";
import { isSoftwareAdapter } from "../gpu/device";
import type { Extents } from "../gpu/kernelSpec";

/**
 * How the matrix kernels read their operands: a workgroup once for all its invocations, in workgroup memory, or each invocation for
 * itself. Both give the same results up to rounding.
 */
export type Operands = "staged" | "direct";

/**
 * What is faster on this device. An adapter that computes on the CPU has no memory that is nearer than memory, and SwiftShader clears
 * workgroup memory word by word for each invocation.
 */
export const operandsFor = (device: GPUDevice): Operands =>
  isSoftwareAdapter(device.adapterInfo) ? "direct" : "staged";

const INVOCATIONS = 64;
/** Rows and columns of the result that an invocation owns. */
const OWNED = 8;
/** vec4f of a tile: for 1 x 4 invocations 10 blocks of 4 vectors at each of 16 steps of depth; other shapes take less. */
const TILE_VEC4S = 640;

/** A kernel's text behind the functions that multiply its blocks. */
export const withBlockProduct = (kernel: string): string => `${wgsl}\n${kernel}`;

export const productSize: Extents = [INVOCATIONS];

export const productConstants = (operands: Operands): Record<string, number> => ({
  STAGED: operands === "staged" ? 1 : 0,
  TILE_VEC4S: operands === "staged" ? TILE_VEC4S : 1,
});

const invocationsAlong = (n: number): number => (n <= 8 ? 1 : n <= 16 ? 2 : n <= 32 ? 4 : 8);

/** Invocations for a result of so many rows and columns; block_product.wgsl says the same of a workgroup's shape. */
export function productThreads(operands: Operands, nRows: number, nColumns: number): Extents {
  const across = invocationsAlong(nColumns);
  const down = operands === "staged" ? Math.max(invocationsAlong(nRows), 4 / across) : INVOCATIONS / across;
  return [INVOCATIONS * Math.ceil(nColumns / (OWNED * across)), Math.ceil(nRows / (OWNED * down))];
}
