/** Reads a safetensors file from its definition, for tests: a u64 length, a JSON header, the tensors' bytes. */
export interface PlainSafetensors {
  readonly metadata: Readonly<Record<string, string>>;
  readonly tensors: Readonly<
    Record<string, { readonly dtype: string; readonly shape: number[]; readonly bytes: ArrayBuffer }>
  >;
}

export async function plainSafetensors(blob: Blob): Promise<PlainSafetensors> {
  const buffer = await blob.arrayBuffer();
  const start = 8 + Number(new DataView(buffer).getBigUint64(0, true));
  const { __metadata__ = {}, ...entries } = JSON.parse(new TextDecoder().decode(buffer.slice(8, start)));
  const tensors = Object.entries(
    entries as Record<string, { dtype: string; shape: number[]; data_offsets: [number, number] }>,
  );
  return {
    metadata: __metadata__,
    tensors: Object.fromEntries(
      tensors.map(
        ([
          name,
          {
            dtype,
            shape,
            data_offsets: [from, to],
          },
        ]) => [name, { dtype, shape, bytes: buffer.slice(start + from, start + to) }],
      ),
    ),
  };
}

/** The f32 values of a tensor. */
export function floatsOf({ tensors }: PlainSafetensors, name: string): Float32Array<ArrayBuffer> {
  const tensor = tensors[name];
  if (tensor?.dtype !== "F32") throw new Error(`${name} is ${tensor?.dtype ?? "missing"}, not F32`);
  return new Float32Array(tensor.bytes);
}

/** Bytes of a file changed at random places, or cut: what a fuzz test gives a reader. */
export function damaged(
  bytes: Uint8Array,
  changes: readonly (readonly [at: number, value: number])[],
  keep: number,
): Blob {
  const copy = new Uint8Array(bytes);
  for (const [at, value] of changes) copy[at % copy.length] = value;
  return new Blob([copy.subarray(0, Math.max(1, Math.round(keep * copy.length)))]);
}
