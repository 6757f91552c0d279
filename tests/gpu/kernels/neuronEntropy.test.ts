import { expect } from "vitest";
import { neuronEntropy, neuronEntropyReference } from "../../../src/kernels/neuronEntropy";
import { gpuTest, run } from "../../support/gpuHarness";
import { closeness, uniforms } from "../../support/numeric";

/** [n_langs][n_neurons] -> entropy and highest P. */
function entropies(device: GPUDevice, probability: Float32Array<ArrayBuffer>, nLangs: number) {
  const nNeurons = probability.length / nLangs;
  return run(
    device,
    neuronEntropy,
    { n_langs: nLangs, n_neurons: nNeurons },
    { probability, entropy: new Float32Array(nNeurons).fill(-7), highest: new Float32Array(nNeurons).fill(-7) },
  );
}

/** A tenth of what `selectNeurons` trusts the kernel with: it settles everything within 1e-4 nats of the cut itself. */
const TOLERANCE = { rtol: 0, atol: 1e-5 };

gpuTest.for([
  [1, 1],
  [2, 63],
  [16, 64],
  [7, 65],
  [100, 300],
])("entropy and highest P of %d languages x %d neurons", async ([nLangs, nNeurons], { device }) => {
  const uniform = uniforms(nNeurons!);
  // probabilities of very different magnitude, some 0
  const p = Float32Array.from({ length: nLangs! * nNeurons! }, () =>
    uniform() < 0.1 ? 0 : 10 ** (-8 * uniform() ** 3),
  );
  const got = await entropies(device, p, nLangs!);
  const columns = Array.from({ length: nNeurons! }, (_, j) => p.filter((_, i) => i % nNeurons! === j));
  const want = columns.map((column) => (column.some((x) => x > 0) ? neuronEntropyReference(column) : -1));
  expect(closeness(got.entropy, want, TOLERANCE)).toBeLessThanOrEqual(1);
  expect(got.highest).toEqual(Float32Array.from(columns, (column) => Math.max(...column)));
});

gpuTest("known values: the lecture's rows, uniform, one language, dead", async ({ device }) => {
  const rows = [
    [0.45, 0.01, 0.01, 0.01, 0.02],
    [0.18, 0.18, 0.02, 0.01, 0.01],
    [0.3, 0.3, 0.3, 0.3, 0.3],
    [0, 0, 1e-7, 0, 0],
    [0, 0, 0, 0, 0],
  ];
  const p = Float32Array.from({ length: 25 }, (_, i) => rows[i % 5]![Math.floor(i / 5)]!);
  const { entropy } = await entropies(device, p, 5);
  expect(closeness(entropy.subarray(0, 2), [0.4583, 1.0529], { rtol: 0, atol: 5.1e-5 })).toBeLessThanOrEqual(1);
  expect(closeness(entropy.subarray(2, 3), [Math.log(5)], TOLERANCE)).toBeLessThanOrEqual(1);
  expect([...entropy.subarray(3)]).toEqual([0, -1]);
});
