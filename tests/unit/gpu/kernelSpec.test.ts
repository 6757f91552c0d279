import { describe, expect, test } from "vitest";
import { workgroups } from "../../../src/gpu/kernel";
import { bufferBytes, defineKernel, type KernelSpec, overrides } from "../../../src/gpu/kernelSpec";

const WGSL = `// struct Params { of a comment: u32 }
struct Params {
  n: u32,
  scale: f32,
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> x: array<u32>;
@group(0) @binding(2) var<storage, read_write> y: array<atomic<u32>>;
override WORKGROUP_SIZE: u32;
override VARIANT: u32;
`;

const SPEC = {
  name: "scale",
  wgsl: WGSL,
  workgroupSize: [64],
  constants: { VARIANT: 1 },
  params: { n: "u32", scale: "f32" },
  buffers: { x: ["read", "f16 in u32", "n"], y: ["read_write", "atomic u32", 7] },
  threads: ({ n }: Record<string, number>) => [n!] as const,
} as const satisfies KernelSpec<"n" | "scale", "x" | "y">;

test("a spec that agrees with its WGSL loads", () => {
  expect(defineKernel(SPEC)).toBe(SPEC);
});

describe("a spec does not load when it disagrees with its WGSL in", () => {
  test.each([
    ["a param's type", { params: { n: "u32", scale: "u32" } }],
    ["a param's name", { params: { n: "u32", factor: "f32" } }],
    ["the order of params", { params: { scale: "f32", n: "u32" } }],
    ["a missing param", { params: { n: "u32" } }],
    ["an access", { buffers: { ...SPEC.buffers, x: ["read_write", "u32", "n"] } }],
    ["an element", { buffers: { ...SPEC.buffers, x: ["read", "f32", "n"] } }],
    ["a buffer's name", { buffers: { z: SPEC.buffers.x, y: SPEC.buffers.y } }],
    ["the order of buffers", { buffers: { y: SPEC.buffers.y, x: SPEC.buffers.x } }],
    ["a missing constant", { constants: {} }],
    ["an unknown constant", { constants: { VARIANT: 1, OTHER: 1 } }],
    ["the dimensions of the workgroup", { workgroupSize: [8, 8] }],
  ] as const)("%s", (_, change) => {
    const wrong = { ...SPEC, ...change } as unknown as typeof SPEC;
    expect(() => defineKernel(wrong)).toThrow("scale: the WGSL has (n: u32, scale: f32, @1 read x: u32");
  });
});

test("packed elements take their bits, rounded up to whole words", () => {
  const params = { rows: 3, columns: 5 };
  expect(bufferBytes(["read", "f32", "rows", "columns"], params)).toBe(60);
  expect(bufferBytes(["read", "f16 in u32", "rows", "columns"], params)).toBe(32);
  expect(bufferBytes(["read", "q8 in u32", "rows", "columns"], params)).toBe(16);
  expect(bufferBytes(["read", "q4 in u32", "rows", "columns"], params)).toBe(8);
  expect(bufferBytes(["read", "vec4f", "rows", 2], params)).toBe(96);
});

test("the workgroup size and the variant become override constants", () => {
  expect(overrides(SPEC)).toEqual({ WORKGROUP_SIZE: 64, VARIANT: 1 });
  expect(overrides({ workgroupSize: [8, 4] })).toEqual({ WORKGROUP_SIZE_X: 8, WORKGROUP_SIZE_Y: 4 });
});

test("workgroups cover the threads, and fold along x only where the kernel reads the folded grid", () => {
  expect(workgroups([100], [64], 65535, false)).toEqual([2, 1, 1]);
  expect(workgroups([100, 9, 2], [32, 8], 65535, false)).toEqual([4, 2, 2]);
  expect(workgroups([0], [64], 65535, false)).toEqual([0, 1, 1]);
  expect(workgroups([11], [1], 10, true)).toEqual([6, 2, 1]);
  expect(workgroups([100], [1], 10, true)).toEqual([10, 10, 1]);
  expect(() => workgroups([11], [1], 10, false)).toThrow("11 x 1 x 1 workgroups exceed 10");
  expect(() => workgroups([11, 2], [1, 1], 10, true)).toThrow("exceed 10");
  expect(() => workgroups([101], [1], 10, true)).toThrow("exceed 10");
});
