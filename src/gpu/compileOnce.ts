import { Kernel } from "./kernel";
import { type KernelSpec, overrides } from "./kernelSpec";

const compiled = new WeakMap<GPUDevice, Map<string, Promise<unknown>>>();

/** The compiled kernel, shared by all on this device who ask for the same spec: stages that run every second compile once. */
export function compileOnce<P extends string, B extends string>(
  device: GPUDevice,
  spec: KernelSpec<P, B>,
): Promise<Kernel<P, B>> {
  const kernels = compiled.get(device) ?? new Map<string, Promise<unknown>>();
  compiled.set(device, kernels);
  const key = JSON.stringify([spec.name, overrides(spec), spec.params, spec.buffers, spec.wgsl]);
  const known = kernels.get(key) as Promise<Kernel<P, B>> | undefined;
  if (known) return known;
  const kernel = Kernel.create(device, spec);
  kernels.set(key, kernel);
  kernel.catch(() => kernels.delete(key));
  return kernel;
}

/** Awaits all values of a record at once, each under its name. */
export async function allByName<T extends object>(record: { readonly [N in keyof T]: Promise<T[N]> }): Promise<T> {
  const entries = Object.entries<Promise<unknown>>(record).map(async ([name, value]) => [name, await value]);
  return Object.fromEntries(await Promise.all(entries)) as T;
}
