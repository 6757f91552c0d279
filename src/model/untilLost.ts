import { GpuError } from "../gpu/watchErrors";

/**
 * Starts `work` and gives what it gives, or rejects as soon as the device is lost: work that waits for a lost device may take its time. Once
 * it is lost nothing is started. One guard serves many calls and keeps nothing of those that ended, as a race against `device.lost`
 * would.
 */
export function untilLost(device: GPUDevice | undefined): <T>(work: () => Promise<T>) => Promise<T> {
  if (!device) return (work) => work();
  const waiting = new Set<(error: GpuError) => void>();
  let lost: GpuError | undefined;
  void device.lost.then(({ reason, message }) => {
    lost = new GpuError(`the GPU device was lost (${reason}): ${message || "no reason given"}`, true);
    for (const reject of waiting) reject(lost);
  });
  return (work) =>
    new Promise((resolve, reject) => {
      if (lost) return reject(lost);
      waiting.add(reject);
      work()
        .then(resolve, reject)
        .finally(() => waiting.delete(reject));
    });
}
