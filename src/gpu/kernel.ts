import type { BufferSlice } from "./buffers";
import { type BufferSpec, bufferBytes, type Extents, type KernelSpec, overrides } from "./kernelSpec";
import { ParamsCache } from "./paramsCache";

const BUFFER_TYPE = { read: "read-only-storage", read_write: "storage" } as const;

/** Workgroups along x, y, z; along x they fold into y where one dimension is too small and the kernel can read it so. */
export function workgroups(threads: Extents, size: Extents, limit: number, folds: boolean): [number, number, number] {
  const count = (i: 0 | 1 | 2): number => Math.ceil((threads[i] ?? 1) / (size[i] ?? 1));
  const [x, y, z] = [count(0), count(1), count(2)];
  if (x > limit && folds && y === 1 && x <= limit * limit) {
    const rows = Math.ceil(x / limit);
    return [Math.ceil(x / rows), rows, z];
  }
  if (Math.max(x, y, z) > limit) throw new RangeError(`${x} x ${y} x ${z} workgroups exceed ${limit} in a dimension`);
  return [x, y, z];
}

/** A compiled kernel. Made once, recorded many times. */
export class Kernel<P extends string, B extends string> {
  readonly spec: KernelSpec<P, B>;
  readonly #device: GPUDevice;
  readonly #pipeline: GPUComputePipeline;
  readonly #params: ParamsCache;
  readonly #folds: boolean;

  private constructor(spec: KernelSpec<P, B>, device: GPUDevice, pipeline: GPUComputePipeline) {
    this.spec = spec;
    this.#device = device;
    this.#pipeline = pipeline;
    this.#params = new ParamsCache(device, spec.name, spec.params);
    this.#folds = spec.wgsl.includes("@builtin(num_workgroups)");
  }

  /** Compiles the kernel; rejects with `name.wgsl:line:column` and the compiler's words when the WGSL is invalid. */
  static async create<P extends string, B extends string>(
    device: GPUDevice,
    spec: KernelSpec<P, B>,
  ): Promise<Kernel<P, B>> {
    const { name, wgsl } = spec;
    // The compiler's messages carry lines; the error scope keeps the same error from being reported twice.
    device.pushErrorScope("validation");
    const module = device.createShaderModule({ label: name, code: wgsl });
    const [info] = await Promise.all([module.getCompilationInfo(), device.popErrorScope()]);
    const errors = info.messages.filter((m) => m.type === "error");
    if (errors.length > 0) {
      throw new Error(errors.map((m) => `${name}.wgsl:${m.lineNum}:${m.linePos} ${m.message}`).join("\n"));
    }
    const accesses = Object.values<BufferSpec<P>>(spec.buffers).map(([access]) => BUFFER_TYPE[access]);
    const bindGroupLayout = device.createBindGroupLayout({
      label: name,
      entries: (["uniform", ...accesses] as const).map((type, binding) => ({
        binding,
        visibility: GPUShaderStage.COMPUTE,
        buffer: { type },
      })),
    });
    const pipeline = await device
      .createComputePipelineAsync({
        label: name,
        layout: device.createPipelineLayout({ label: name, bindGroupLayouts: [bindGroupLayout] }),
        compute: { module, constants: overrides(spec) },
      })
      .catch((cause: Error) => {
        throw new Error(`${name}.wgsl: no pipeline: ${cause.message}`, { cause });
      });
    return new Kernel(spec, device, pipeline);
  }

  /**
   * Records one dispatch; nothing where there are no threads. The caller owns the pass, the submit and the buffers.
   * Bound is exactly the shape, or `size` bytes where a slice gives it.
   */
  record(
    pass: GPUComputePassEncoder,
    buffers: Readonly<Record<B, GPUBuffer | BufferSlice>>,
    params: Readonly<Record<P, number>>,
  ): void {
    const grid = this.#grid(params);
    if (grid.includes(0)) return;
    const entries: GPUBindGroupEntry[] = [{ binding: 0, resource: { buffer: this.#params.get(params) } }];
    for (const [name, spec] of Object.entries<BufferSpec<P>>(this.spec.buffers)) {
      entries.push({ binding: entries.length, resource: this.#bind(name, spec, buffers[name as B], params) });
    }
    const layout = this.#pipeline.getBindGroupLayout(0);
    pass.setPipeline(this.#pipeline);
    pass.setBindGroup(0, this.#device.createBindGroup({ label: this.spec.name, layout, entries }));
    pass.dispatchWorkgroups(...grid);
  }

  #grid(params: Readonly<Record<P, number>>): [number, number, number] {
    const limit = this.#device.limits.maxComputeWorkgroupsPerDimension;
    try {
      return workgroups(this.spec.threads(params), this.spec.workgroupSize, limit, this.#folds);
    } catch (cause) {
      throw new RangeError(`${this.spec.name}: ${(cause as Error).message}`, { cause });
    }
  }

  #bind(
    name: string,
    spec: BufferSpec<P>,
    bound: GPUBuffer | BufferSlice,
    params: Readonly<Record<P, number>>,
  ): GPUBufferBinding {
    const { buffer, offset = 0, size }: BufferSlice = "buffer" in bound ? bound : { buffer: bound };
    const bytes = bufferBytes(spec, params);
    const refuse = (why: string): never => {
      const [, element, ...shape] = spec;
      throw new RangeError(`${this.spec.name}: ${name} ${element}[${shape.join(", ")}] ${why}`);
    };
    const available = Math.min(buffer.size - offset, size ?? Infinity);
    if (available < bytes) refuse(`needs ${bytes} bytes, has ${available}`);
    if (bytes === 0) refuse("is empty");
    const { maxStorageBufferBindingSize: limit, minStorageBufferOffsetAlignment: alignment } = this.#device.limits;
    if (offset % alignment !== 0) refuse(`starts at byte ${offset}, which is no multiple of ${alignment}`);
    if ((size ?? bytes) > limit) refuse(`needs a binding of ${size ?? bytes} bytes, the device allows ${limit}`);
    return { buffer, offset, size: size ?? bytes };
  }
}
