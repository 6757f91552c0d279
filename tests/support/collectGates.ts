import { download } from "../../src/gpu/buffers";
import type { ActivationSource, WindowBatch } from "../../src/model/activationSource";

/** The gates of each layer as f32, the tokens of all windows one behind the other, padding left out; `device` where they lie on one. */
export async function collectGates(
  source: ActivationSource,
  batch: WindowBatch,
  device?: GPUDevice,
): Promise<Float32Array<ArrayBuffer>[]> {
  const rows: number[][] = Array.from({ length: source.nLayers }, () => []);
  await source.run(batch, async (gate) => {
    const { layer, lengths, seqLen } = gate;
    const width = source.dMlp;
    let values: Float32Array;
    if (gate.location === "cpu") values = gate.values;
    else if (gate.dtype === "f32" && device) {
      values = new Float32Array(await download(device, gate.buffer, 0, 4 * lengths.length * seqLen * width));
    } else throw new Error("only f32 gates on a device that is given are read here");
    for (const [w, length] of lengths.entries()) {
      for (const value of values.subarray(w * seqLen * width, (w * seqLen + length) * width)) rows[layer]!.push(value);
    }
  });
  return rows.map((values) => Float32Array.from(values));
}
