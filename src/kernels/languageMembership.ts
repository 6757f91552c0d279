import wgsl from "../../shaders/lape/language_membership.wgsl?raw";
import { defineKernel } from "../gpu/kernelSpec";

export const languageMembership = defineKernel({
  name: "language_membership",
  wgsl,
  workgroupSize: [64],
  params: { n_langs: "u32", n_neurons: "u32", n_selected: "u32", n_words: "u32", bar: "f32" },
  buffers: {
    probability: ["read", "f32", "n_langs", "n_neurons"],
    selected: ["read", "u32", "n_selected"],
    members: ["read_write", "u32", "n_selected", "n_words"],
  },
  threads: ({ n_selected, n_words }) => [n_selected, n_words],
});

/** Words that hold one bit a language. */
export const membershipWords = (nLangs: number): number => Math.ceil(nLangs / 32);

/** u32[n_selected, n_words]: bit k % 32 of word k / 32 is set where `probability(k, selected)` exceeds the bar. */
export function languageMembershipReference(
  probability: (k: number, j: number) => number,
  nLangs: number,
  selected: Uint32Array,
  bar: number,
): Uint32Array<ArrayBuffer> {
  const nWords = membershipWords(nLangs);
  const members = new Uint32Array(selected.length * nWords);
  // Language by language: neurons are ascending, and each language's numbers lie together.
  for (let k = 0; k < nLangs; k++) {
    for (let s = 0; s < selected.length; s++) {
      if (probability(k, selected[s]!) > bar) members[s * nWords + (k >>> 5)]! |= 1 << (k & 31);
    }
  }
  return members;
}
