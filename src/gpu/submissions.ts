import { withErrorScope } from "./watchErrors";

/** Work that is submitted at once and found valid later, so that nothing waits for the GPU's process in between. */
export class Submissions {
  readonly #device: GPUDevice;
  readonly #checks: Promise<void>[] = [];

  constructor(device: GPUDevice) {
    this.#device = device;
  }

  /** Records and submits `work`, which must not await. */
  submit(label: string, work: () => void): void {
    const valid = withErrorScope(this.#device, label, work);
    valid.catch(() => {}); // told by `settle`, unless what was under way failed before
    this.#checks.push(valid);
  }

  /** Rejects with what the GPU finds wrong in the work since the last call. */
  async settle(): Promise<void> {
    await Promise.all(this.#checks.splice(0));
  }
}
