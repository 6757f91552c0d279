import { expect } from "vitest";
import { storageBuffer } from "../../../src/gpu/buffers";
import type { DecoderWeights, Matrix } from "../../../src/transformer/decoderWeights";
import { VARIANT_ROWS } from "../../support/decoderVariants";
import { gpuTest } from "../../support/gpuHarness";
import { destroyTuning, placeTuning } from "../../support/gpuTuning";
import { TINY_CONFIG } from "../../support/randomModel";
import { lossOf, openTiny } from "../../support/tinyDecoder";
import { denseTunings } from "../../support/tuningCases";

/** The matrix in parts of at most `step` rows, as a small binding limit makes them. */
function cut(device: GPUDevice, matrix: Matrix, step: number): Matrix {
  const whole = matrix.parts[0]!.buffer;
  const rowBytes = 4 * matrix.nIn;
  const encoder = device.createCommandEncoder();
  const parts = Array.from({ length: Math.ceil(matrix.nOut / step) }, (_, i) => {
    const firstRow = i * step;
    const nRows = Math.min(step, matrix.nOut - firstRow);
    const buffer = storageBuffer(device, nRows * rowBytes);
    encoder.copyBufferToBuffer(whole, firstRow * rowBytes, buffer, 0, nRows * rowBytes);
    return { buffer, firstRow, nRows };
  });
  device.queue.submit([encoder.finish()]);
  whole.destroy();
  return { ...matrix, parts };
}

gpuTest("matrices in parts compute what whole ones do, forward and backward", async ({ device }) => {
  const inParts = ({ embedding, layers, finalNorm }: DecoderWeights): DecoderWeights => {
    const table = cut(device, embedding, 11);
    const cutLayers = layers.map((layer) => ({
      ...layer,
      q: cut(device, layer.q, 10),
      gate: cut(device, layer.gate, 27),
      down: cut(device, layer.down, 7),
    }));
    return { embedding: table, layers: cutLayers, finalNorm, head: table };
  };
  const results = [];
  for (const change of [inParts, undefined]) {
    const { model, decoder, close } = await openTiny(device, { ...TINY_CONFIG, isTied: true }, change);
    const tuning = placeTuning(device, denseTunings(model, /^model\.layers\.0\.input/));
    results.push(await lossOf(decoder, VARIANT_ROWS, tuning));
    destroyTuning(tuning);
    close();
  }
  const [parts, whole] = results;
  expect(parts!.logProbs).toEqual(whole!.logProbs);
  for (const [name, gradient] of whole!.gradients) {
    // Parts add their shares of a sum one after the other.
    for (const [i, value] of gradient.entries()) expect(parts!.gradients.get(name)![i]).toBeCloseTo(value, 5);
  }
});
