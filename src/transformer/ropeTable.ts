import type { Rope } from "./decoderConfig";

/** Angle of each pair of channels for one position more, f64[dHead / 2], as Hugging Face computes it in f32. */
export function ropeFrequencies({ theta, scaling }: Rope, dHead: number): Float64Array<ArrayBuffer> {
  const base = Float64Array.from({ length: dHead / 2 }, (_, c) => theta ** ((-2 * c) / dHead));
  if (scaling.kind === "none") return base;
  const { factor } = scaling;
  if (scaling.kind === "linear") return base.map((frequency) => frequency / factor);
  // Llama 3: long waves are stretched, short ones kept, those between mixed by how many fit the context trained on.
  const { lowFreqFactor, highFreqFactor, originalContext } = scaling;
  return base.map((frequency) => {
    const waves = (originalContext * frequency) / (2 * Math.PI);
    const kept = Math.min(1, Math.max(0, (waves - lowFreqFactor) / (highFreqFactor - lowFreqFactor)));
    return kept * frequency + ((1 - kept) * frequency) / factor;
  });
}

/** f32[nPositions, dHead]: of each position the cosines of all pairs, then the sines. Made in f64. */
export function ropeTable(rope: Rope, dHead: number, nPositions: number): Float32Array<ArrayBuffer> {
  const half = dHead / 2;
  const frequencies = ropeFrequencies(rope, dHead);
  const table = new Float32Array(nPositions * dHead);
  for (let position = 0; position < nPositions; position++) {
    for (const [c, frequency] of frequencies.entries()) {
      table[position * dHead + c] = Math.cos(position * frequency);
      table[position * dHead + half + c] = Math.sin(position * frequency);
    }
  }
  return table;
}
