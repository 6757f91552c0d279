import { storageBuffer, submitPass, upload } from "../src/gpu/buffers";
import { compileOnce } from "../src/gpu/compileOnce";
import type { Kernel } from "../src/gpu/kernel";
import type { Operands } from "../src/kernels/blockProduct";
import { linearBackwardInput } from "../src/kernels/linearBackwardInput";
import { linearBackwardWeight } from "../src/kernels/linearBackwardWeight";
import { linearForward } from "../src/kernels/linearForward";
import type { MatrixFormat } from "../src/tensor/matrixFormat";
import { linearParams } from "../tests/support/linearCases";
import { randn } from "../tests/support/numeric";
import { packMatrix } from "../tests/support/packMatrix";
import { FLOP_PER_LOOP, naiveLinear, registerProducts } from "./matmulBounds";
import type { Candidate } from "./measure";

export type LinearKernel = "forward" | "backward_input" | "backward_weight";

export interface Case {
  readonly kernel: LinearKernel | "naive" | "registers";
  readonly shape: { readonly nRows: number; readonly nIn: number; readonly nOut: number };
  readonly format: MatrixFormat;
  readonly operands: Operands;
}

export interface Work {
  readonly run: Candidate;
  /** Multiplications and additions of a run. */
  readonly flop: number;
  readonly release: () => void;
}

/** A run takes enough dispatches that its start and end do not count, nor the steps of 10 ms of processor time. */
const MIN_FLOP = { software: 2e8, gpu: 2e10 };

/** The kernel of a case on made-up numbers, ready to run. */
export async function workOf(device: GPUDevice, c: Case, where: "software" | "gpu"): Promise<Work> {
  const { nRows, nIn, nOut } = c.shape;
  const buffers: GPUBuffer[] = [];
  const filled = (seed: number, n: number): GPUBuffer => {
    const buffer = upload(device, randn(seed, n));
    buffers.push(buffer);
    return buffer;
  };
  const empty = (n: number): GPUBuffer => {
    const buffer = storageBuffer(device, 4 * n);
    buffers.push(buffer);
    return buffer;
  };
  const weights = () => {
    const { words, wordsPerRow } = packMatrix(1, c.format, nOut, nIn);
    const w = upload(device, words);
    buffers.push(w);
    return { w, words_per_row: wordsPerRow };
  };
  const timed = <P extends string, B extends string>(
    kernel: Kernel<P, B>,
    bound: Record<B, GPUBuffer>,
    params: Record<P, number>,
    flop = 2 * nRows * nIn * nOut,
  ): Work => {
    const dispatches = Math.ceil(MIN_FLOP[where] / flop);
    const run = async () => {
      submitPass(device, kernel.spec.name, (pass) => {
        for (let i = 0; i < dispatches; i++) kernel.record(pass, bound, params);
      });
      await device.queue.onSubmittedWorkDone();
    };
    return { run, flop: dispatches * flop, release: () => buffers.forEach((buffer) => void buffer.destroy()) };
  };

  const params = linearParams(c.shape);
  switch (c.kernel) {
    case "forward": {
      const { w, words_per_row } = weights();
      const kernel = await compileOnce(device, linearForward(c.format, c.operands));
      return timed(kernel, { x: filled(2, nRows * nIn), w, y: empty(nRows * nOut) }, { ...params, words_per_row });
    }
    case "backward_input": {
      const { w, words_per_row } = weights();
      const kernel = await compileOnce(device, linearBackwardInput(c.format, c.operands));
      return timed(kernel, { dy: filled(2, nRows * nOut), w, dx: empty(nRows * nIn) }, { ...params, words_per_row });
    }
    case "backward_weight": {
      const kernel = await compileOnce(device, linearBackwardWeight(c.operands));
      const bound = { dy: filled(2, nRows * nOut), x: filled(3, nRows * nIn), dw: empty(nOut * nIn) };
      return timed(kernel, bound, params);
    }
    case "naive": {
      const kernel = await compileOnce(device, naiveLinear);
      const bound = { x: filled(2, nRows * nIn), w: filled(3, nOut * nIn), y: empty(nRows * nOut) };
      return timed(kernel, bound, { n_rows: nRows, n_in: nIn, n_out: nOut });
    }
    case "registers": {
      const kernel = await compileOnce(device, registerProducts);
      const n_threads = where === "gpu" ? 2 ** 18 : 2 ** 10;
      const n_loops = 2 ** 10;
      return timed(kernel, { out: empty(n_threads) }, { n_threads, n_loops }, FLOP_PER_LOOP * n_threads * n_loops);
    }
  }
}
