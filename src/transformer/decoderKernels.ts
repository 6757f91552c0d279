import { compileOnce } from "../gpu/compileOnce";
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
export async function compileForward(device: GPUDevice, { dHead, actFn }: DecoderConfig) {
  const [
    norm,
    rope,
    append,
    attention,
    attentionOfRow,
    swiglu,
    add,
    bias,
    move,
    scale,
    drop,
    gate,
    hidden,
    crossEntropy,
  ] = await Promise.all([
    compileOnce(device, rmsNormForward),
    compileOnce(device, ropeRotate),
    compileOnce(device, appendRows),
    compileOnce(device, attentionForward(dHead)),
    compileOnce(device, attentionRow(dHead)),
    compileOnce(device, swigluForward(actFn)),
    compileOnce(device, residualAdd),
    compileOnce(device, biasForward),
    compileOnce(device, moveColumns),
    compileOnce(device, scaleColumns),
    compileOnce(device, dropout),
    compileOnce(device, interveneGate),
    compileOnce(device, interveneHidden(actFn)),
    compileOnce(device, crossEntropyForward),
  ]);
  return {
    norm,
    rope,
    append,
    attention,
    attentionRow: attentionOfRow,
    swiglu,
    add,
    bias,
    move,
    scale,
    drop,
    gate,
    hidden,
    crossEntropy,
  };
}

/** Compiles what only a backward pass runs. */
export async function compileBackward(device: GPUDevice, { dHead, actFn }: DecoderConfig) {
  const [norm, normWeight, terms, query, keyValue, swiglu, weight, sums, embedding, crossEntropy] = await Promise.all([
    compileOnce(device, rmsNormBackward),
    compileOnce(device, rmsNormBackwardWeight),
    compileOnce(device, attentionBackwardTerms(dHead)),
    compileOnce(device, attentionBackwardQuery(dHead)),
    compileOnce(device, attentionBackwardKeyValue(dHead)),
    compileOnce(device, swigluBackward(actFn)),
    compileOnce(device, linearBackwardWeight(operandsFor(device))),
    compileOnce(device, columnSums),
    compileOnce(device, embeddingBackward),
    compileOnce(device, crossEntropyBackward),
  ]);
  return { norm, normWeight, terms, query, keyValue, swiglu, weight, sums, embedding, crossEntropy };
}

async function compileFormat(device: GPUDevice, format: MatrixFormat) {
  const [forward, row, backwardInput, embedding] = await Promise.all([
    compileOnce(device, linearForward(format, operandsFor(device))),
    compileOnce(device, linearRow(format, operandsFor(device))),
    compileOnce(device, linearBackwardInput(format, operandsFor(device))),
    compileOnce(device, embeddingForward(format)),
  ]);
  return { forward, row, backwardInput, embedding };
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
