import { expect, test } from "vitest";
import { tapModel } from "../../../src/model/tapModel";
import { refuseWasmOnly } from "../../../src/model/wasmOnlyOperators";
import { D_MLP, gatedMlp, MlpGraph } from "../../support/mlpGraph";

const operatorsOf = async (graph: MlpGraph): Promise<readonly string[]> => {
  const file = { path: "onnx/model.onnx", blob: new Blob([graph.build()]) };
  return (await tapModel(file, [], { nLayers: 2, dMlp: D_MLP })).operators;
};
/** An MLP whose input comes by way of an operator; its layer's gate needs it. */
const behind = (opType: string) => (g: MlpGraph, path: string, x: string) =>
  gatedMlp()(g, path, g.op(opType, `${path}/${opType}`, x));
/** One that has it behind the gate: where it is the last layer, the tap prunes it. */
const before = (opType: string) => (g: MlpGraph, path: string, x: string) =>
  g.op(opType, `${path}/${opType}`, gatedMlp()(g, path, x));

test.each(["MatMulInteger", "DynamicQuantizeLinear"])(
  "a graph that needs %s is refused by its name",
  async (opType) => {
    const operators = await operatorsOf(new MlpGraph().add(behind(opType)).add(gatedMlp()));
    expect(() => refuseWasmOnly(operators, "m in fp32")).toThrow(
      `m in fp32 cannot run on webgpu: its gates need ${opType}, for which ONNX Runtime has no WebGPU kernels. Open it on wasm.`,
    );
  },
);

test("all are named at once, contrib ones with their domain", () => {
  const operators = ["Add", "DynamicQuantizeLinear", "MatMulInteger", "com.microsoft.DynamicQuantizeMatMul"];
  expect(() => refuseWasmOnly(operators, "m")).toThrow(operators.slice(1).join(", "));
});

test("what no gate needs refuses nothing: it is pruned", async () => {
  const operators = await operatorsOf(new MlpGraph().add(gatedMlp()).add(before("MatMulInteger")));
  expect(() => refuseWasmOnly(operators, "m")).not.toThrow();
});

test("products with weights of few bits have kernels on both providers", () => {
  expect(() => refuseWasmOnly(["com.microsoft.MatMulBnb4", "com.microsoft.MatMulNBits"], "m")).not.toThrow();
});
