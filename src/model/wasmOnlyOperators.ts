/**
 * Operators of quantized exports that multiply 8-bit integers, for which ONNX Runtime has no WebGPU kernels: it would carry every
 * product's input to the CPU and its output back. The first two are in public exports (`_quantized`, `_int8`, `_uint8`); with the
 * fallback to the CPU off, 1.30 refuses them. The others are what its optimizer, run ahead of time, makes of those.
 * MatMulNBits and MatMulBnb4 are not among them: both run on both providers.
 */
const WASM_ONLY: ReadonlySet<string> = new Set([
  "MatMulInteger",
  "DynamicQuantizeLinear",
  "com.microsoft.DynamicQuantizeMatMul",
  "com.microsoft.MatMulIntegerToFloat",
]);

/** Throws, by name, for operators (as `TappedModel.operators`) that have no WebGPU kernels. `name`: the model in the error. */
export function refuseWasmOnly(operators: readonly string[], name: string): void {
  const found = operators.filter((operator) => WASM_ONLY.has(operator));
  if (found.length === 0) return;
  throw new Error(
    `${name} cannot run on webgpu: its gates need ${found.join(", ")}, for which ONNX Runtime has no WebGPU kernels. Open it on wasm.`,
  );
}
