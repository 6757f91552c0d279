import type { TwinLinear } from "./decoderTwin";
import { roundToHalf } from "./halfFloat";
import { randn } from "./numeric";
import type { ElementType, OnnxBuilder } from "./onnxBuilder";

/** How a linear layer is written. q4 and q8 are MatMulNBits of block 32 (`zp`: with zero points), int8 is MatMulInteger. */
export type WeightKind = "f32" | "f16" | "gemm" | "transposed" | "q4" | "q4f16" | "q4zp" | "q8" | "q8zp" | "int8";

/** Type of what flows between nodes. */
export const floatType = (kind: WeightKind): ElementType => (kind === "f16" || kind === "q4f16" ? "f16" : "f32");

/** A linear layer: its numbers, and how to write it into a graph. */
export interface FixtureLinear {
  readonly twin: TwinLinear;
  /** Adds the nodes; a bias is added only where `withBias` says so. */
  readonly emit: (builder: OnnxBuilder, path: string, x: string, withBias?: boolean) => string;
}

const BLOCK = 32;

/** Random weights of standard deviation `std`, multiples of 1/256 so that f16 holds them exactly. */
function randomWeights(seed: number, n: number, std: number): Float64Array {
  return Float64Array.from(randn(seed, n), (x) => Math.round(x * std * 256) / 256);
}

export function makeLinear(kind: WeightKind, seed: number, nIn: number, nOut: number, hasBias: boolean): FixtureLinear {
  const dense = randomWeights(seed, nIn * nOut, 1.5 / Math.sqrt(nIn));
  const bias = hasBias ? randomWeights(seed + 1, nOut, 0.5) : undefined;
  const float = floatType(kind);
  const isBlocks = kind.startsWith("q");
  const made = isBlocks ? makeBlocks(kind, dense, nIn, nOut) : kind === "int8" ? makeInt8(dense, nIn, nOut) : undefined;
  const multiply =
    made?.emit ?? ((builder, path, x) => emitDense(builder, kind, path, x, { nIn, nOut, weight: dense }));
  return {
    twin: { nIn, nOut, weight: made?.weight ?? dense, ...(bias && { bias }), quantized: kind === "int8" },
    emit(builder, path, x, withBias = true) {
      const product = multiply(builder, path, x);
      if (!bias || !withBias || kind === "gemm") return product;
      return builder.node("Add", `${path}/Add`, [builder.weight(`${path}.bias`, [nOut], float, bias), product]);
    },
  };

  function emitDense(builder: OnnxBuilder, how: WeightKind, path: string, x: string, twin: TwinLinear): string {
    if (how === "gemm") return emitGemm(builder, path, x, twin, bias);
    if (how !== "transposed") {
      const weight = builder.weight(`${path}.MatMul.weight`, [nIn, nOut], float, twin.weight);
      return builder.node("MatMul", `${path}/MatMul`, [x, weight]);
    }
    const weight = builder.weight(`${path}.weight`, [nOut, nIn], float, transpose(twin.weight, nIn, nOut));
    const turned = builder.node("Transpose", `${path}/Transpose`, [weight], { attributes: { perm: [1, 0] } });
    return builder.node("MatMul", `${path}/MatMul`, [x, turned]);
  }
}

/** As OPT and GPT-2 come: rows flattened, Gemm with its bias inside, the shape restored. */
function emitGemm(builder: OnnxBuilder, path: string, x: string, twin: TwinLinear, bias?: Float64Array): string {
  const { nIn, nOut, weight } = twin;
  const rows = builder.node("Reshape", `${path}/Reshape`, [
    x,
    builder.constant(`${path}/Shape`, [2], "i64", [-1, nIn]),
  ]);
  const turned = builder.weight(`${path}.weight`, [nOut, nIn], "f32", transpose(weight, nIn, nOut));
  const inputs = [rows, turned, ...(bias ? [builder.weight(`${path}.bias`, [nOut], "f32", bias)] : [])];
  const product = builder.node("Gemm", `${path}/Gemm`, inputs, { attributes: { transB: 1 } });
  const shape = builder.constant(`${path}/Shape_1`, [3], "i64", [1, -1, nOut]);
  return builder.node("Reshape", `${path}/Reshape_1`, [product, shape]);
}

function transpose(weight: Float64Array, rows: number, columns: number): Float64Array {
  return Float64Array.from({ length: weight.length }, (_, i) => weight[(i % rows) * columns + Math.floor(i / rows)]!);
}

type Made = { weight: Float64Array; emit: (builder: OnnxBuilder, path: string, x: string) => string };

/** MatMulNBits: rows are outputs, blocks of 32 inputs, the low nibble first, zero points packed alike. */
function makeBlocks(kind: WeightKind, dense: Float64Array, nIn: number, nOut: number): Made {
  const bits = kind.startsWith("q4") ? 4 : 8;
  const hasZero = kind.endsWith("zp");
  const perByte = 8 / bits;
  const nBlocks = Math.ceil(nIn / BLOCK);
  const blob = new Uint8Array(nOut * nBlocks * (BLOCK / perByte));
  const scales = new Float64Array(nOut * nBlocks);
  const zeroRow = Math.ceil(nBlocks / perByte);
  const zeros = new Uint8Array(nOut * zeroRow);
  const weight = new Float64Array(nIn * nOut);
  const top = 2 ** bits - 1;
  for (let j = 0; j < nOut; j++) {
    for (let b = 0; b < nBlocks; b++) {
      const cs = Array.from({ length: Math.min(BLOCK, nIn - b * BLOCK) }, (_, i) => b * BLOCK + i);
      const values = cs.map((c) => dense[c * nOut + j]!);
      const [low, high] = [Math.min(...values), Math.max(...values)];
      const range = hasZero ? (high - low) / top : Math.max(high, -low) / (top >> 1);
      const scale = kind === "q4f16" ? roundToHalf(range) : Math.fround(range);
      const zero = hasZero ? Math.min(top, Math.max(0, Math.round(-low / scale))) : 2 ** (bits - 1);
      scales[j * nBlocks + b] = scale;
      zeros[j * zeroRow + Math.floor(b / perByte)]! |= zero << (bits * (b % perByte));
      for (const [i, c] of cs.entries()) {
        const q = Math.min(top, Math.max(0, Math.round(values[i]! / scale) + zero));
        weight[c * nOut + j] = (q - zero) * scale;
        blob[(j * nBlocks + b) * (BLOCK / perByte) + Math.floor(i / perByte)]! |= q << (bits * (i % perByte));
      }
    }
  }
  const emit: Made["emit"] = (builder, path, x) => {
    const inputs = [
      x,
      builder.weight(`${path}.MatMul.weight_Q${bits}`, [nOut, nBlocks, BLOCK / perByte], "u8", blob),
      builder.weight(`${path}.MatMul.weight_scales`, [nOut * nBlocks], floatType(kind), scales),
      ...(hasZero ? [builder.weight(`${path}.MatMul.weight_zp`, [zeros.length], "u8", zeros)] : []),
    ];
    const attributes = { K: nIn, N: nOut, bits, block_size: BLOCK, accuracy_level: 4 };
    return builder.node("MatMulNBits", `${path}/MatMul_Q${bits}`, inputs, { domain: "com.microsoft", attributes });
  };
  return { weight, emit };
}

/** As quantize_dynamic writes it: activations quantized per tensor, weights u8 per tensor. */
function makeInt8(dense: Float64Array, nIn: number, nOut: number): Made {
  const [low, high] = [Math.min(0, ...dense), Math.max(0, ...dense)];
  const scale = Math.fround((high - low) / 255);
  const zero = Math.round(-low / scale);
  const q = Uint8Array.from(dense, (x) => Math.min(255, Math.max(0, Math.round(x / scale) + zero)));
  const emit: Made["emit"] = (builder, path, x) => {
    const [xq, xScale, xZero] = builder.nodeAll("DynamicQuantizeLinear", `${path}/quantize`, [x], { nOutputs: 3 });
    const weight = builder.weight(`${path}.weight_quantized`, [nIn, nOut], "u8", q);
    const inputs = [xq!, weight, xZero!, builder.weight(`${path}.weight_zero_point`, [], "u8", [zero])];
    const product = builder.node("MatMulInteger", `${path}/MatMul_quant`, inputs);
    const cast = builder.node("Cast", `${path}/MatMul_output_cast`, [product], { attributes: { to: 1 } });
    const wScale = builder.weight(`${path}.weight_scale`, [], "f32", [scale]);
    const scales = builder.node("Mul", `${path}/MatMul_scales_mul`, [xScale!, wScale]);
    return builder.node("Mul", `${path}/MatMul_output_scale_mul`, [cast, scales]);
  };
  return { weight: Float64Array.from(q, (x) => (x - zero) * scale), emit };
}

/** Outputs `from` to `to` of a layer. */
export function sliceLinear({ nIn, nOut, weight }: TwinLinear, from: number, to: number): TwinLinear {
  const width = to - from;
  const part = Float64Array.from({ length: nIn * width }, (_, i) => {
    return weight[Math.floor(i / width) * nOut + from + (i % width)]!;
  });
  return { nIn, nOut: width, weight: part };
}
