import type { MatrixFormat } from "../../src/tensor/matrixFormat";
import { halfBits, halfValue } from "./halfFloat";
import { randn, uniforms } from "./numeric";

export interface PackedMatrix {
  /** u32[nOut, wordsPerRow], as the format's definition says. */
  readonly words: Uint32Array<ArrayBuffer>;
  readonly wordsPerRow: number;
  /** f64[nOut, nIn]: what the words mean. */
  readonly values: Float64Array<ArrayBuffer>;
}

const floatBits = (x: number): number => new Uint32Array(Float32Array.of(x).buffer)[0]!;

/** Made-up weights of about 1 in one format, packed word by word; codes behind the last column hold anything. */
export function packMatrix(seed: number, format: MatrixFormat, nOut: number, nIn: number): PackedMatrix {
  const rows = Array.from({ length: nOut }, (_, n) =>
    "blockSize" in format ? quantizedRow(1000 * seed + n, format, nIn) : floatRow(1000 * seed + n, format.kind, nIn),
  );
  return {
    words: Uint32Array.from(rows.flatMap(({ words }) => words)),
    wordsPerRow: rows[0]?.words.length ?? 0,
    values: Float64Array.from(rows.flatMap(({ values }) => values)),
  };
}

interface Row {
  readonly words: number[];
  readonly values: number[];
}

function floatRow(seed: number, kind: "f32" | "f16", nIn: number): Row {
  const values = [...randn(seed, nIn)];
  if (kind === "f32") return { words: values.map(floatBits), values };
  const halves = values.map(halfBits);
  const words = Array.from({ length: Math.ceil(nIn / 2) }, (_, i) => halves[2 * i]! | ((halves[2 * i + 1] ?? 0) << 16));
  return { words, values: halves.map(halfValue) };
}

function quantizedRow(
  seed: number,
  { kind, blockSize, hasZeros }: Extract<MatrixFormat, { readonly blockSize: number }>,
  nIn: number,
): Row {
  const uniform = uniforms(seed);
  const bits = kind === "q8" ? 8 : 4;
  const middle = 2 ** (bits - 1);
  const words: number[] = [];
  const values: number[] = [];
  while (values.length < nIn) {
    const scale = Math.fround((0.5 + uniform()) / middle);
    const zero = hasZeros ? Math.floor(2 * middle * uniform()) + 0.5 : middle;
    const codes = Array.from({ length: blockSize }, () => Math.floor(2 ** bits * uniform()));
    words.push(floatBits(scale));
    if (hasZeros) words.push(floatBits(zero));
    for (let word = 0; word < (blockSize * bits) / 32; word++) {
      let packed = 0;
      for (let i = 0; i < 32 / bits; i++) packed |= codes[(word * 32) / bits + i]! << (bits * i);
      words.push(packed >>> 0);
    }
    values.push(...codes.map((code) => (code - zero) * scale));
  }
  return { words, values: values.slice(0, nIn) };
}
