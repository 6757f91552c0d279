import type { RunCheckpointStore } from "./runCheckpoint";

/** Values of a plan's parameters in its order, f32[shape] each; read one at a time. */
export type ParameterValues = AsyncIterable<Float32Array<ArrayBuffer>>;

/** What a checkpoint holds: the weights of the best validation, or of the last update where there is none. */
export async function* savedValues(store: RunCheckpointStore): ParameterValues {
  const saved = await store.load();
  if (!saved) throw new Error("no run is saved here");
  const { sizes, bestStep } = saved;
  let parameter = 0;
  let values = new Uint8Array(sizes[0] ?? 0);
  for await (const { slices, bytes } of store.values(bestStep === null ? "weight" : "best")) {
    let at = 0;
    for (const { byteOffset, bytes: size } of slices) {
      values.set(bytes.subarray(at, at + size), byteOffset);
      at += size;
      if (byteOffset + size < values.length) continue;
      yield new Float32Array(values.buffer);
      values = new Uint8Array(sizes[++parameter] ?? 0);
    }
  }
}
