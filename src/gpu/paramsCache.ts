import type { Scalar } from "./kernelSpec";

const MAX_ENTRIES = 256;

const IN_RANGE: Readonly<Record<Scalar, (x: number) => boolean>> = {
  u32: (x) => Number.isInteger(x) && x >= 0 && x < 2 ** 32,
  i32: (x) => Number.isInteger(x) && x >= -(2 ** 31) && x < 2 ** 31,
  f32: () => true,
};

/**
 * Uniform buffers by content. They never change once made, so a dispatch that is still to be submitted cannot see the
 * params of a later one, and a loop that repeats its params creates nothing. The oldest are dropped, not destroyed: a
 * pass that holds them may not have been submitted yet.
 */
export class ParamsCache {
  readonly #device: GPUDevice;
  readonly #label: string;
  readonly #fields: readonly (readonly [string, Scalar])[];
  readonly #buffers = new Map<string, GPUBuffer>();

  constructor(device: GPUDevice, label: string, params: Readonly<Record<string, Scalar>>) {
    this.#device = device;
    this.#label = label;
    this.#fields = Object.entries(params);
  }

  get(params: Readonly<Record<string, number>>): GPUBuffer {
    const values = this.#fields.map(([name]) => params[name]!);
    const key = values.join();
    const known = this.#buffers.get(key);
    if (known) return known;
    const buffer = this.#create(values);
    this.#buffers.set(key, buffer);
    const [oldest] = this.#buffers.keys();
    if (this.#buffers.size > MAX_ENTRIES) this.#buffers.delete(oldest!);
    return buffer;
  }

  #create(values: readonly number[]): GPUBuffer {
    const bytes = new DataView(new ArrayBuffer(4 * values.length));
    for (const [i, [name, type]] of this.#fields.entries()) {
      const value = values[i]!;
      if (!IN_RANGE[type](value)) throw new RangeError(`${this.#label}: ${name} = ${value} is no ${type}`);
      if (type === "f32") bytes.setFloat32(4 * i, value, true);
      else bytes.setUint32(4 * i, value, true);
    }
    const buffer = this.#device.createBuffer({
      label: `${this.#label}.params`,
      size: bytes.byteLength,
      usage: GPUBufferUsage.UNIFORM,
      mappedAtCreation: true,
    });
    new Uint8Array(buffer.getMappedRange()).set(new Uint8Array(bytes.buffer));
    buffer.unmap();
    return buffer;
  }
}
