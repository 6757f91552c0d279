/** Buffers of a device that were made since the watch began and are not destroyed. */
export interface BufferWatch {
  bytes(usage?: number): number;
  count(): number;
}

/** Watches a device's buffers; `bytes` may count those alone that have a usage. */
export function watchBuffers(device: GPUDevice): BufferWatch {
  const alive = new Set<GPUBuffer>();
  const create = device.createBuffer.bind(device);
  device.createBuffer = (descriptor) => {
    const buffer = create(descriptor);
    alive.add(buffer);
    const destroy = buffer.destroy.bind(buffer);
    buffer.destroy = () => {
      alive.delete(buffer);
      return destroy();
    };
    return buffer;
  };
  const having = (usage: number) => [...alive].filter((buffer) => (buffer.usage & usage) === usage);
  return { bytes: (usage = 0) => having(usage).reduce((sum, { size }) => sum + size, 0), count: () => alive.size };
}
