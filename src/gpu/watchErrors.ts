/** Collects what goes wrong on a device without an exception: a dispatch that was invalid leaves its buffers as they were. */
export interface ErrorWatch {
  /** Throws what went wrong since the watch began, if anything did: nothing computed since can be trusted. */
  check(): void;
  /** What went wrong, after a moment: the loss of a device is told after calls have failed by it. */
  failureSoon(): Promise<GpuError | undefined>;
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

const MOMENT_MS = 200;

/** What a rejection of `mapAsync` means. The browser calls it an AbortError, as if a person had stopped the work. */
export async function mapFailure(device: GPUDevice, error: unknown): Promise<GpuError> {
  const loss = device.lost.then(({ reason, message }) => lossError(reason, message));
  const rest = new GpuError(`the GPU gave nothing back: ${error instanceof Error ? error.message : error}`, false);
  return Promise.race([loss, new Promise<GpuError>((resolve) => setTimeout(() => resolve(rest), MOMENT_MS))]);
}

const lossError = (reason: string, message: string): GpuError =>
  new GpuError(`the GPU device was lost (${reason}): ${message || "no reason given"}`, true);

/** Watches the errors of `device` that nobody caught, and its loss. */
export function watchErrors(device: GPUDevice): ErrorWatch {
  const errors: string[] = [];
  let lost: GpuError | undefined;
  const collect = (event: GPUUncapturedErrorEvent): void => {
    errors.push(event.error.message);
  };
  device.addEventListener("uncapturederror", collect);
  const loss = device.lost.then(({ reason, message }) => {
    lost = lossError(reason, message);
  });
  /** A loss comes before all else: it is why the rest failed. */
  const failure = (): GpuError | undefined => {
    if (lost) return lost;
    return errors.length > 0 ? new GpuError(errors.join("\n"), false) : undefined;
  };
  return {
    check() {
      const error = failure();
      if (error) throw error;
    },
    async failureSoon() {
      await Promise.race([loss, new Promise((resolve) => setTimeout(resolve, MOMENT_MS))]);
      return failure();
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
