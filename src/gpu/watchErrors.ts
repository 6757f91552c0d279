/** Collects what goes wrong on a device without an exception: a dispatch that was invalid leaves its buffers as they were. */
export interface ErrorWatch {
  /** Throws when an error was reported since the last call or the device was lost. */
  check(): void;
  /** Ends the watch. */
  stop(): void;
}

/** A device that reported errors or was lost. Every buffer and pipeline of a lost device is gone. */
export class GpuError extends Error {
  override readonly name = "GpuError";
  constructor(
    message: string,
    readonly deviceLost: boolean,
  ) {
    super(message);
  }
}

/** Watches the errors of `device` that nobody caught, and its loss. */
export function watchErrors(device: GPUDevice): ErrorWatch {
  const errors: string[] = [];
  let lost: string | undefined;
  const collect = (event: GPUUncapturedErrorEvent): void => {
    errors.push(event.error.message);
  };
  device.addEventListener("uncapturederror", collect);
  void device.lost.then(({ reason, message }) => {
    lost = `the GPU device was lost (${reason}): ${message || "no reason given"}`;
  });
  return {
    check() {
      if (lost !== undefined) throw new GpuError(lost, true);
      if (errors.length > 0) throw new GpuError(errors.splice(0).join("\n"), false);
    },
    stop() {
      device.removeEventListener("uncapturederror", collect);
    },
  };
}

/** Records and submits `work`, which must not await; rejects with what the GPU finds wrong in it. */
export async function withErrorScope(device: GPUDevice, label: string, work: () => void): Promise<void> {
  const filters = ["out-of-memory", "internal", "validation"] as const;
  for (const filter of filters) device.pushErrorScope(filter);
  const scopes: Promise<GPUError | null>[] = [];
  try {
    work();
  } finally {
    for (const _ of filters) scopes.push(device.popErrorScope());
  }
  const errors = (await Promise.all(scopes)).filter((error) => error !== null);
  if (errors.length > 0) throw new GpuError(`${label}: ${errors.map((e) => e.message).join("\n")}`, false);
}
