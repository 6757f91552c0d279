import { compileOnce } from "../gpu/compileOnce";
import { bestOfColumns } from "../kernels/bestOfColumns";
import { bestOfRows } from "../kernels/bestOfRows";
import { operandsFor } from "../kernels/blockProduct";
import { centreRows } from "../kernels/centreRows";
import { columnSums } from "../kernels/columnSums";
import { linearBackwardWeight } from "../kernels/linearBackwardWeight";
import { linearForward } from "../kernels/linearForward";
import { linearRow } from "../kernels/linearRow";
import { rowDots } from "../kernels/rowDots";
import { unitRows } from "../kernels/unitRows";

export type AlignmentKernels = Awaited<ReturnType<typeof compileAlignment>>;

/** Compiles what vectors of sentences are reduced by. */
export async function compileAlignment(device: GPUDevice) {
  const operands = operandsFor(device);
  const [sums, centre, unit, dots, ofRows, ofColumns, rowProducts, rowProduct, columnProducts] = await Promise.all([
    compileOnce(device, columnSums),
    compileOnce(device, centreRows),
    compileOnce(device, unitRows),
    compileOnce(device, rowDots),
    compileOnce(device, bestOfRows),
    compileOnce(device, bestOfColumns),
    compileOnce(device, linearForward({ kind: "f32" }, operands)),
    compileOnce(device, linearRow({ kind: "f32" }, operands)),
    compileOnce(device, linearBackwardWeight(operands)),
  ]);
  return { sums, centre, unit, dots, ofRows, ofColumns, rowProducts, rowProduct, columnProducts };
}
