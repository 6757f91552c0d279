import { storageBuffer, type UploadData } from "../gpu/buffers";

/**
 * Buffers of a decoder by name, kept between calls: most hold some numbers for each token, and are as long as the largest call that
 * used them needed. What they hold is valid until the next call that uses the name.
 */
export class Workspace {
  readonly #device: GPUDevice;
  readonly #buffers = new Map<string, GPUBuffer>();
  /** Replaced while commands that use them were still being recorded. */
  readonly #replaced: GPUBuffer[] = [];
  #tokens = 0;
  /** Of the largest call so far. */
  #most = 0;

  constructor(device: GPUDevice) {
    this.#device = device;
  }

  /**
   * Begins a call over `nTokens` rows; nothing recorded before may still wait to be submitted. A call larger than all before frees
   * what they took, so that old and new buffers are not there at once.
   */
  begin(nTokens: number): void {
    for (const buffer of this.#replaced.splice(0)) buffer.destroy();
    this.#tokens = nTokens;
    if (nTokens <= this.#most) return;
    this.destroy();
    this.#most = nTokens;
  }

  /** f32 or u32 [n_tokens, width] of this call. */
  rows(name: string, width = 1): GPUBuffer {
    return this.bytes(name, 4 * this.#tokens * width);
  }

  /** The buffer of this name, where there is one. */
  find(name: string): GPUBuffer | undefined {
    return this.#buffers.get(name);
  }

  /** At least `byteLength` bytes. */
  bytes(name: string, byteLength: number): GPUBuffer {
    const known = this.#buffers.get(name);
    if (known && known.size >= byteLength) return known;
    if (known) this.#replaced.push(known);
    const buffer = storageBuffer(this.#device, byteLength, name);
    this.#buffers.set(name, buffer);
    return buffer;
  }

  /** A buffer with `data` in it; commands submitted before still see what it held. */
  filled(name: string, data: UploadData): GPUBuffer {
    const buffer = this.bytes(name, data.byteLength);
    this.#device.queue.writeBuffer(buffer, 0, data);
    return buffer;
  }

  /** What all buffers take. */
  get byteLength(): number {
    return [...this.#buffers.values()].reduce((sum, { size }) => sum + size, 0);
  }

  destroy(): void {
    for (const buffer of [...this.#buffers.values(), ...this.#replaced.splice(0)]) buffer.destroy();
    this.#buffers.clear();
    this.#most = 0;
  }
}
