/** A device that has no room for buffers whose label `isTooLarge` says so of. Everything else it does as `device`. */
export function fullDevice(device: GPUDevice, isTooLarge: (label: string) => boolean): GPUDevice {
  /** Whether no room was found, of each open scope for it. */
  const scopes: (boolean | null)[] = [];
  return new Proxy(device, {
    get(target, key) {
      if (key === "pushErrorScope") {
        return (filter: GPUErrorFilter) => {
          scopes.push(filter === "out-of-memory" ? false : null);
          target.pushErrorScope(filter);
        };
      }
      if (key === "popErrorScope") {
        return () => {
          const failed = scopes.pop() === true;
          return target.popErrorScope().then((error) => (failed ? { message: "no memory" } : error));
        };
      }
      if (key === "createBuffer") {
        return (descriptor: GPUBufferDescriptor) => {
          const scope = scopes.lastIndexOf(false);
          if (scope >= 0 && isTooLarge(descriptor.label ?? "")) scopes[scope] = true;
          return target.createBuffer(descriptor);
        };
      }
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}
