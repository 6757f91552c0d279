import { describe, expect, test } from "vitest";
import { readOnnx } from "../../../src/formats/onnxModel";
import { findElementFn, nameFn } from "../../../src/model/activationFn";
import { buildGraph } from "../../../src/model/graph";
import { ACTIVATIONS, type Activation, type ActivationName, emitActivation } from "../../support/onnxActivations";
import { type ElementType, OnnxBuilder } from "../../support/onnxBuilder";

const names = (Object.keys(ACTIVATIONS) as ActivationName[]).filter(
  (name) => !(ACTIVATIONS[name] as Activation).ownBias,
);

async function functionOf(build: (builder: OnnxBuilder, x: string) => void, x = "x") {
  const builder = new OnnxBuilder("optimum");
  build(builder, builder.input("x", "f32", [1]));
  const { graph } = await readOnnx(new Blob([builder.build({ opset: 17 }).model]), "m.onnx");
  return findElementFn(buildGraph(graph), x);
}

describe.each(["f32", "f16"] as const)("with constants in %s", (float: ElementType) => {
  test.each(names)("%s is told from all others", async (name) => {
    const fn = await functionOf((builder, x) => emitActivation(builder, name, "act", float, x, ""));
    expect(nameFn(fn.steps.at(-1)!.values)).toBe(ACTIVATIONS[name].fn);
    // None of the steps before is a function of that name.
    expect(fn.steps.slice(0, -1).map(({ values }) => nameFn(values))).toEqual(fn.steps.slice(1).map(() => undefined));
  });
});

test.each([
  ["a sigmoid of another slope", "Sigmoid", 1.5],
  ["a sigmoid without its factor", "Sigmoid", undefined],
  ["a tanh", "Tanh", undefined],
  ["a leaky ReLU", "LeakyRelu", undefined],
  ["a hard swish", "HardSwish", undefined],
])("%s has no name", async (_, opType, slope) => {
  const fn = await functionOf((builder, x) => {
    if (slope === undefined) builder.node(opType, "n", [x]);
    else
      builder.node("Mul", "m", [
        x,
        builder.node(opType, "n", [builder.node("Mul", "s", [x, builder.constant("c", [], "f32", [slope])])]),
      ]);
  });
  expect(nameFn(fn.steps.at(-1)!.values)).toBeUndefined();
});

test("what depends on another tensor or on a vector is no function of the one", async () => {
  const fn = await functionOf((builder, x) => {
    const other = builder.input("other", "f32", [1]);
    const vector = builder.weight("v", [2], "f32", [1, 2]);
    builder.node("Sigmoid", "alone", [x]);
    builder.node("Mul", "with_other", [x, other]);
    builder.node("Mul", "with_vector", [x, vector]);
    builder.node("Softmax", "over_all", [x]);
  });
  expect(fn.steps.map(({ node }) => node.name)).toEqual(["alone"]);
});
