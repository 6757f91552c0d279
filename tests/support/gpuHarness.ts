import { test as base } from "vitest";
import { type BufferSlice, download, submitPass, upload } from "../../src/gpu/buffers";
import { compileOnce } from "../../src/gpu/compileOnce";
import { bufferBytes, type KernelSpec } from "../../src/gpu/kernelSpec";
import { watchErrors } from "../../src/gpu/watchErrors";

/** Bytes behind every buffer that no kernel may touch: real ones (ONNX Runtime's) are longer than their tensors too. */
const GUARD_BYTES = 256;
const GUARD = 0xa5;

/**
 * A test with a device of default limits, which every kernel must do with. No adapter fails it, and so does any GPU error
 * that nobody caught.
 */
export const gpuTest = base.extend<{ device: GPUDevice }>({
  device: async ({ task: _ }, use) => {
    const adapter = await navigator.gpu?.requestAdapter();
    if (!adapter) throw new Error("no WebGPU adapter: start Chromium with --enable-unsafe-webgpu");
    const device = await adapter.requestDevice();
    const errors = watchErrors(device);
    await use(device);
    await device.queue.onSubmittedWorkDone();
    errors.check();
    errors.stop();
    device.destroy();
  },
});

type Data = Float32Array<ArrayBuffer> | Uint32Array<ArrayBuffer>;

/** Uploads `data`, runs one dispatch and reads back every `read_write` buffer. */
export async function run<P extends string, B extends string, D extends Record<B, Data>>(
  device: GPUDevice,
  spec: KernelSpec<P, B>,
  params: Record<P, number>,
  data: D,
): Promise<D> {
  const kernel = await compileOnce(device, spec);
  const names = Object.keys(spec.buffers) as B[];
  for (const name of names) {
    const bytes = bufferBytes(spec.buffers[name], params);
    if (data[name].byteLength !== bytes) throw new Error(`${name} has ${data[name].byteLength} bytes, not ${bytes}`);
  }
  const buffers = Object.fromEntries(names.map((name) => [name, upload(device, withGuard(data[name]), name)]));
  // Bound with their guards: a write behind the end then lands in the guard instead of being clamped by the binding.
  const slices = Object.fromEntries(
    names.map((name): [string, BufferSlice] => [name, { buffer: buffers[name]!, size: buffers[name]!.size }]),
  ) as Record<B, BufferSlice>;
  submitPass(device, spec.name, (pass) => kernel.record(pass, slices, params));

  const out = { ...data };
  for (const name of names) {
    if (spec.buffers[name][0] !== "read_write") continue;
    const bytes = await download(device, buffers[name]!);
    const end = data[name].byteLength;
    if (new Uint8Array(bytes, end).some((byte) => byte !== GUARD)) {
      throw new Error(`${spec.name} wrote past the end of ${name}`);
    }
    const array = data[name] instanceof Float32Array ? Float32Array : Uint32Array;
    out[name] = new array(bytes.slice(0, end)) as D[B];
  }
  return out;
}

function withGuard(array: Data): Uint32Array<ArrayBuffer> {
  const bytes = new Uint8Array(array.byteLength + GUARD_BYTES).fill(GUARD);
  bytes.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
  return new Uint32Array(bytes.buffer);
}
