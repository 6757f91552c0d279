import { allByName, compileOnce } from "../gpu/compileOnce";
import { appendRows } from "../kernels/appendRows";
import { attentionBackwardKeyValue } from "../kernels/attentionBackwardKeyValue";
import { attentionBackwardQuery } from "../kernels/attentionBackwardQuery";
import { attentionBackwardTerms } from "../kernels/attentionBackwardTerms";
import { attentionForward } from "../kernels/attentionForward";
import { attentionRow } from "../kernels/attentionRow";
import { biasForward } from "../kernels/biasForward";
import { operandsFor } from "../kernels/blockProduct";
import { columnSums } from "../kernels/columnSums";
import { crossEntropyBackward } from "../kernels/crossEntropyBackward";
import { crossEntropyForward } from "../kernels/crossEntropyForward";
import { dropout } from "../kernels/dropout";
import { embeddingBackward } from "../kernels/embeddingBackward";
import { embeddingForward } from "../kernels/embeddingForward";
import { interveneGate } from "../kernels/interveneGate";
import { interveneHidden } from "../kernels/interveneHidden";
import { linearBackwardInput } from "../kernels/linearBackwardInput";
import { linearBackwardWeight } from "../kernels/linearBackwardWeight";
import { linearForward } from "../kernels/linearForward";
import { linearRow } from "../kernels/linearRow";
import { moveColumns } from "../kernels/moveColumns";
import { residualAdd } from "../kernels/residualAdd";
import { rmsNormBackward } from "../kernels/rmsNormBackward";
import { rmsNormBackwardWeight } from "../kernels/rmsNormBackwardWeight";
import { rmsNormForward } from "../kernels/rmsNormForward";
import { ropeRotate } from "../kernels/ropeRotate";
import { scaleColumns } from "../kernels/scaleColumns";
import { swigluBackward } from "../kernels/swigluBackward";
import { swigluForward } from "../kernels/swigluForward";
import type { MatrixFormat } from "../tensor/matrixFormat";
import type { DecoderConfig } from "./decoderConfig";

export type ForwardKernels = Awaited<ReturnType<typeof compileForward>>;
export type BackwardKernels = Awaited<ReturnType<typeof compileBackward>>;
/** Those that read weights in one format. */
export type FormatKernels = Awaited<ReturnType<typeof compileFormat>>;

/** Compiles what a forward pass runs, whatever the weights' formats. */
export function compileForward(device: GPUDevice, { dHead, actFn }: DecoderConfig) {
  return allByName({
    norm: compileOnce(device, rmsNormForward),
    rope: compileOnce(device, ropeRotate),
    append: compileOnce(device, appendRows),
    attention: compileOnce(device, attentionForward(dHead)),
    attentionRow: compileOnce(device, attentionRow(dHead)),
    swiglu: compileOnce(device, swigluForward(actFn)),
    add: compileOnce(device, residualAdd),
    bias: compileOnce(device, biasForward),
    move: compileOnce(device, moveColumns),
    scale: compileOnce(device, scaleColumns),
    drop: compileOnce(device, dropout),
    gate: compileOnce(device, interveneGate),
    hidden: compileOnce(device, interveneHidden(actFn)),
    crossEntropy: compileOnce(device, crossEntropyForward),
  });
}

/** Compiles what only a backward pass runs. */
export function compileBackward(device: GPUDevice, { dHead, actFn }: DecoderConfig) {
  return allByName({
    norm: compileOnce(device, rmsNormBackward),
    normWeight: compileOnce(device, rmsNormBackwardWeight),
    terms: compileOnce(device, attentionBackwardTerms(dHead)),
    query: compileOnce(device, attentionBackwardQuery(dHead)),
    keyValue: compileOnce(device, attentionBackwardKeyValue(dHead)),
    swiglu: compileOnce(device, swigluBackward(actFn)),
    weight: compileOnce(device, linearBackwardWeight(operandsFor(device))),
    sums: compileOnce(device, columnSums),
    embedding: compileOnce(device, embeddingBackward),
    crossEntropy: compileOnce(device, crossEntropyBackward),
  });
}

function compileFormat(device: GPUDevice, format: MatrixFormat) {
  return allByName({
    forward: compileOnce(device, linearForward(format, operandsFor(device))),
    row: compileOnce(device, linearRow(format, operandsFor(device))),
    backwardInput: compileOnce(device, linearBackwardInput(format, operandsFor(device))),
    embedding: compileOnce(device, embeddingForward(format)),
  });
}

/** The kernels of each weight format that was met. */
export class FormatKernelSet {
  readonly #device: GPUDevice;
  readonly #compiled = new Map<string, FormatKernels>();

  constructor(device: GPUDevice) {
    this.#device = device;
  }

  /** Compiles what is missing; recording does not wait. */
  async prepare(formats: Iterable<MatrixFormat>): Promise<void> {
    const wanted = new Map(Array.from(formats, (format) => [JSON.stringify(format), format]));
    for (const [key, format] of wanted) {
      if (!this.#compiled.has(key)) this.#compiled.set(key, await compileFormat(this.#device, format));
    }
  }

  of(format: MatrixFormat): FormatKernels {
    const kernels = this.#compiled.get(JSON.stringify(format));
    if (!kernels) throw new Error(`the kernels for weights in ${JSON.stringify(format)} were not prepared`);
    return kernels;
  }
}
