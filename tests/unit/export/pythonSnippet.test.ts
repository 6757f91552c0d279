import { expect, test } from "vitest";
import { pythonSnippet } from "../../../src/export/pythonSnippet";
import type { NeuronMask } from "../../../src/lape/neuronMask";

// That Python runs them and gets the same neurons is what `npm run check:torch` shows, where PyTorch is.
const mask: NeuronMask = {
  languages: ["mlt_Latn", "isl_Latn"],
  nLayers: 1,
  dMlp: 8,
  neurons: [[Int32Array.of(1)], [new Int32Array(0)]],
};

test("a torch file names no language, so the snippet does, and it loads tensors only", () => {
  const text = pythonSnippet("pt", "mask.pt", mask);
  expect(text).toContain('torch.load("mask.pt", weights_only=True)');
  expect(text).toContain('languages = ["mlt_Latn","isl_Latn"]');
  expect(text).toContain("# 2 languages x 1 layers of 8 neurons");
});

test.each(["pt", "safetensors", "json"] as const)("a file name with quotes stays one string in %s", (format) => {
  expect(pythonSnippet(format, 'a"b\\c', mask)).toContain('("a\\"b\\\\c"');
});
