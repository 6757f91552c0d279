import { describe, expect, test } from "vitest";
import { readOnnx } from "../../../src/formats/onnxModel";
import { findGates } from "../../../src/model/findGates";
import { buildGraph } from "../../../src/model/graph";
import { D_MLP, D_MODEL, gatedMlp, MlpGraph, plainMlp } from "../../support/mlpGraph";

const find = async (graph: MlpGraph, nLayers: number, dMlp = D_MLP) =>
  findGates(buildGraph((await readOnnx(new Blob([graph.build()]), "m.onnx")).graph), nLayers, dMlp);

const relu = plainMlp((g, path, x) => g.op("Relu", `${path}/Relu`, x));

describe("finding", () => {
  test("gives every layer's gate, in the order in which they depend on one another", async () => {
    const taps = await find(new MlpGraph().add(gatedMlp()).add(relu).add(gatedMlp()), 3);
    expect(taps).toEqual([
      { layer: 0, tensor: "/layers.0/mlp/gate_output_0", actFn: "silu" },
      { layer: 1, tensor: "/layers.1/mlp/up_output_0", actFn: "relu" },
      { layer: 2, tensor: "/layers.2/mlp/gate_output_0", actFn: "silu" },
    ]);
  });

  test("a file in order keeps its order", async () => {
    const { graph } = await readOnnx(new Blob([new MlpGraph().add(gatedMlp()).add(relu).build()]), "m.onnx");
    expect(buildGraph(graph).order).toEqual(graph.nodes);
  });

  test("does not depend on the order of nodes in the file", async () => {
    const { graph } = await readOnnx(new Blob([new MlpGraph().add(gatedMlp()).add(relu).build()]), "m.onnx");
    const backwards = { ...graph, nodes: graph.nodes.toReversed() };
    expect(findGates(buildGraph(backwards), 2, D_MLP)).toEqual(findGates(buildGraph(graph), 2, D_MLP));
  });

  test("taps behind a bias and behind a scale that belong to the gate", async () => {
    const scaled = gatedMlp((g, path, gate) => {
      const bias = g.builder.weight(`${path}/bias`, [D_MLP], "f32", new Float32Array(D_MLP));
      const x = g.op("Mul", `${path}/scaled`, g.op("Add", `${path}/biased`, gate, bias), 0.25);
      return g.op("Mul", `${path}/act/Mul`, x, g.op("Sigmoid", `${path}/act/Sigmoid`, x));
    });
    expect(await find(new MlpGraph().add(scaled), 1)).toEqual([
      { layer: 0, tensor: "/layers.0/mlp/scaled_output_0", actFn: "silu" },
    ]);
  });

  test("taps before a cast that only the activation function sees", async () => {
    const inF32 = gatedMlp((g, path, gate) => {
      const cast = (name: string, x: string, to: number) =>
        g.builder.node("Cast", `${path}/${name}`, [x], { attributes: { to } });
      const x = cast("to_f32", gate, 1);
      return cast("to_f16", g.op("Mul", `${path}/act/Mul`, x, g.op("Sigmoid", `${path}/act/Sigmoid`, x)), 10);
    });
    expect(await find(new MlpGraph().add(inF32), 1)).toMatchObject([
      { tensor: "/layers.0/mlp/gate_output_0", actFn: "silu" },
    ]);
  });

  test("passes by a cap on logits or scores, a gated attention and a head with tanh", async () => {
    const graph = new MlpGraph().add((g, path, x) => {
      const q = g.linear(`${path}/q`, x, D_MODEL, D_MODEL);
      const scores = g.op("MatMul", `${path}/scores`, q, q);
      const capped = g.op(
        "Mul",
        `${path}/cap`,
        g.op("Tanh", `${path}/tanh`, g.op("Div", `${path}/div`, scores, 50)),
        50,
      );
      const mixed = g.op("MatMul", `${path}/mixed`, g.op("Softmax", `${path}/softmax`, capped), q);
      const gate = g.op("Sigmoid", `${path}/sigmoid`, g.linear(`${path}/attn_gate`, x, D_MODEL, D_MLP));
      const attention = g.linear(`${path}/o`, g.op("Mul", `${path}/gated`, mixed, gate), D_MLP, D_MODEL);
      return gatedMlp()(g, `${path}/real`, attention);
    });
    expect(await find(graph, 1)).toEqual([{ layer: 0, tensor: "/layers.0/mlp/real/gate_output_0", actFn: "silu" }]);
  });
});

describe("what is not found", () => {
  const missing = async (graph: MlpGraph, nLayers: number, dMlp = D_MLP) => {
    const error = await find(graph, nLayers, dMlp).then(
      () => undefined,
      (reason: Error) => reason.message,
    );
    expect(error).toBeDefined();
    return error!;
  };

  test("names the first unmatched layer, the near miss and the nodes around it: an unknown function", async () => {
    const cubed = gatedMlp((g, path, gate) =>
      g.op("Pow", `${path}/act/Pow`, g.op("Tanh", `${path}/act/Tanh`, gate), 3),
    );
    const message = await missing(new MlpGraph().add(gatedMlp()).add(cubed).add(gatedMlp()), 3);
    expect(message).toContain("found 2 feed-forward layers in the graph, config.json says 3");
    expect(message).toContain("the first without a match is layer 1");
    expect(message).toContain('Tanh "/layers.1/mlp/act/Tanh": unknown activation function (Tanh, Pow)');
    expect(message).toContain('Its nodes: GroupQueryAttention "/layers.1/attn", MatMul "/layers.1/mlp/gate"');
    expect(message).not.toContain("/layers.2/");
  });

  test("a square behind ReLU is no ReLU", async () => {
    const squared = plainMlp((g, path, x) => g.op("Pow", `${path}/Pow`, g.op("Relu", `${path}/Relu`, x), 2));
    expect(await missing(new MlpGraph().add(squared), 1)).toContain("unknown activation function (Relu, Pow)");
  });

  test("a layer of another width", async () => {
    const message = await missing(new MlpGraph().add(gatedMlp()).add(gatedMlp(undefined, 16)), 2);
    expect(message).toContain("the first without a match is layer 1");
    expect(message).toContain('its gate, from MatMul "/layers.1/mlp/gate", has width 16, the config says 12');
  });

  test("a product with something that no linear layer makes", async () => {
    const odd = plainMlp((g, path, x) => {
      const act = g.op("Relu", `${path}/Relu`, x);
      return g.op("Mul", `${path}/Mul`, act, g.op("Softmax", `${path}/Softmax`, x));
    });
    expect(await missing(new MlpGraph().add(odd), 1)).toContain('Mul "/layers.0/mlp/Mul" multiplies it with something');
  });

  test("an activation that feeds no linear layer", async () => {
    const odd = (g: MlpGraph, path: string, x: string) =>
      g.op("Relu", `${path}/Relu`, g.linear(`${path}/up`, x, D_MODEL, D_MLP));
    expect(await missing(new MlpGraph().add(odd), 1)).toContain('Relu "/layers.0/mlp/Relu": no linear layer uses it');
  });

  test("more layers than the config has", async () => {
    const message = await missing(new MlpGraph().add(gatedMlp()).add(gatedMlp()), 1);
    expect(message).toMatch(/found 2 .* says 1; the first beyond is at Mul "\/layers\.1\/mlp\/act\/Mul"/);
  });

  test("nodes without names and layers without attention are described by what they make", async () => {
    const message = await missing(new MlpGraph("none").add(relu), 2);
    expect(message).toMatch(/layer 1 or earlier \(1 attention nodes .*Nodes behind Relu \(unnamed, makes "t\d+"\)/);
  });
});
