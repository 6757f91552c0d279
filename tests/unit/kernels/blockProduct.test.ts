import { expect, test } from "vitest";
import { operandsFor, productThreads } from "../../../src/kernels/blockProduct";

const deviceOf = (architecture: string, isFallbackAdapter = false) =>
  ({ adapterInfo: { vendor: "", architecture, device: "", description: "", isFallbackAdapter } }) as GPUDevice;

test("operands are staged on GPUs and read directly where a CPU computes", () => {
  expect(operandsFor(deviceOf("ampere"))).toBe("staged");
  expect(operandsFor(deviceOf("swiftshader"))).toBe("direct");
  expect(operandsFor(deviceOf("", true))).toBe("direct");
});

// workgroups of 64 invocations: [rows, columns of the result, workgroups across, workgroups down]
const GRIDS = {
  staged: [
    [64, 64, 1, 1],
    [65, 65, 2, 2],
    [8, 640, 10, 1],
    [512, 16, 1, 8],
  ],
  direct: [
    [64, 64, 1, 1],
    [65, 65, 2, 2],
    [512, 16, 1, 2],
    [512, 8, 1, 1],
  ],
} as const;

test.each(["staged", "direct"] as const)("with %s operands the workgroups cover the result", (operands) => {
  for (const [nRows, nColumns, across, down] of GRIDS[operands]) {
    expect(productThreads(operands, nRows, nColumns)).toEqual([64 * across, down]);
  }
});
