/** Weight formats of public ONNX exports, by the suffix of their file: `model{suffix}.onnx`. */
export interface DtypeFormat {
  readonly dtype: string;
  readonly suffix: string;
  /** Activations are f16: WebGPU needs `shader-f16`. */
  readonly isHalf: boolean;
  /** Products of 8-bit integers (DynamicQuantizeLinear, MatMulInteger), for which ONNX Runtime has no WebGPU kernels. */
  readonly isInteger: boolean;
  /** Bytes of ONNX Runtime's wasm heap a byte of weights takes once it is open; measured with 1.30 on stacks of 4096 x 4096. */
  readonly wasmHeapFactor: number;
  /** Why it runs nowhere. */
  readonly refused?: string;
  /** Weights without a graph (safetensors): only this program's own decoder runs them. */
  readonly isCheckpoint?: true;
}

const plain = { isHalf: false, isInteger: false, wasmHeapFactor: 1.5 };
const half = { ...plain, isHalf: true };
const integer = { ...plain, isInteger: true };
const oneBit = "ONNX Runtime multiplies by weights of 2, 4 and 8 bits, not of 1 bit";

/** The order is that of preference: f32 activations first, then the smaller file. */
export const DTYPES: readonly DtypeFormat[] = [
  { dtype: "q4", suffix: "_q4", ...plain },
  { dtype: "fp32", suffix: "", ...plain },
  { dtype: "q4f16", suffix: "_q4f16", ...half },
  // The wasm provider keeps f32 copies of f16 matrices.
  { dtype: "fp16", suffix: "_fp16", ...half, wasmHeapFactor: 3 },
  { dtype: "bnb4", suffix: "_bnb4", ...plain },
  { dtype: "q8", suffix: "_quantized", ...integer },
  { dtype: "int8", suffix: "_int8", ...integer },
  { dtype: "uint8", suffix: "_uint8", ...integer },
  { dtype: "q2", suffix: "_q2", ...plain },
  { dtype: "q2f16", suffix: "_q2f16", ...half },
  { dtype: "q1", suffix: "_q1", ...plain, refused: oneBit },
  { dtype: "q1f16", suffix: "_q1f16", ...half, refused: oneBit },
];

/** Types of the weights of a checkpoint in safetensors, by the name that its header gives them. */
export const CHECKPOINT_DTYPES: Readonly<Record<string, DtypeFormat>> = Object.fromEntries(
  ["F32", "F16", "BF16"].map((dtype) => {
    return [dtype, { dtype: dtype.toLowerCase(), suffix: "", ...plain, isCheckpoint: true }];
  }),
);

/** Name of a dtype's file without its folder. */
export const fileNameOf = ({ suffix }: DtypeFormat): string => `model${suffix}.onnx`;

/** The format that a file's name says, or undefined for a name that is none of ours. */
export function dtypeOfFile(path: string): DtypeFormat | undefined {
  const name = path.slice(path.lastIndexOf("/") + 1);
  return DTYPES.find((format) => fileNameOf(format) === name);
}
