import { expect } from "vitest";
import {
  languageMembership,
  languageMembershipReference,
  membershipWords,
} from "../../../src/kernels/languageMembership";
import { gpuTest, run } from "../../support/gpuHarness";
import { randn, randomIntegers } from "../../support/numeric";

// either side of a word of languages and of a workgroup of neurons
gpuTest.for([
  [1, 1, 1],
  [31, 10, 63],
  [32, 100, 64],
  [33, 7, 65],
  [100, 50, 130],
])("%d languages, %d neurons, %d selected", async ([nLangs, nNeurons, nSelected], { device }) => {
  const probability = randn(3, nLangs! * nNeurons!);
  const selected = randomIntegers(4, nSelected!, nNeurons!);
  const bar = probability[0]!; // strictly above: the value itself does not belong
  const n_words = membershipWords(nLangs!);
  const { members } = await run(
    device,
    languageMembership,
    { n_langs: nLangs!, n_neurons: nNeurons!, n_selected: nSelected!, n_words, bar },
    { probability, selected, members: new Uint32Array(nSelected! * n_words).fill(0x5a5a5a5a) },
  );
  const at = (k: number, j: number): number => probability[k * nNeurons! + j]!;
  expect(members).toEqual(languageMembershipReference(at, nLangs!, selected, bar));
});
