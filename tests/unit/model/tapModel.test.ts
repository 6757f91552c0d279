import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readOnnx } from "../../../src/formats/onnxModel";
import { bytesField, concat, intField } from "../../../src/formats/protobuf";
import { type TapOptions, tapModel } from "../../../src/model/tapModel";
import { D_MLP, D_MODEL, gatedMlp, MlpGraph } from "../../support/mlpGraph";
import { nodeProto, OnnxBuilder, tensorProto, valueInfo } from "../../support/onnxBuilder";
import { FIXTURES, makeFixture } from "../../support/onnxFixtures";
import { countingSource } from "../../support/sliceSource";

const fixtureNamed = (name: string) => {
  const spec = FIXTURES.find((one) => one.name === name)!;
  return { spec, ...makeFixture(spec) };
};
const fileOf = (bytes: Uint8Array<ArrayBuffer>, path = "onnx/model.onnx") => ({ path, blob: new Blob([bytes]) });
const graphOf = async (proto: Uint8Array<ArrayBuffer>) => (await readOnnx(new Blob([proto]), "tapped")).graph;
const twoLayers = (dMlp: number, options: Partial<TapOptions> = {}) => ({ nLayers: 2, dMlp, ...options });

describe("where weights are", () => {
  test("those of the file stay in the file, at their bytes", async () => {
    const { model, dMlp } = fixtureNamed("Optimum f32 SiLU chain");
    const tapped = await tapModel(fileOf(model), [], twoLayers(dMlp));
    const original = new Map((await graphOf(model)).initializers.map((tensor) => [tensor.name, tensor]));
    const left = (await graphOf(tapped.proto)).initializers.filter(({ bytes }) => bytes > 1024);
    expect(left.length).toBeGreaterThan(10);
    for (const { name, data, dims } of left) {
      const { data: was, dims: had } = original.get(name)!;
      expect(dims).toEqual(had);
      expect(data).toEqual({ ...was, in: "external", location: "model.onnx" });
    }
    expect(tapped.external.map(({ path }) => path)).toEqual(["model.onnx"]);
  });

  const shards = fixtureNamed("Optimum f32 in shards");
  const shard = (path: string, bytes = shards.shard) => ({ path, blob: new Blob([bytes]) });
  const tapShards = (...files: { path: string; blob: Blob }[]) =>
    tapModel(fileOf(shards.model), files, twoLayers(shards.dMlp));

  test("those of shards stay there, whether given by their place beside the model or by name", async () => {
    for (const path of ["onnx/model.onnx_data", "model.onnx_data"]) {
      const { external } = await tapShards(shard("other"), shard(path));
      expect(external).toEqual([{ path: "model.onnx_data", blob: expect.any(Blob) }]);
      expect(external[0]!.blob.size).toBe(shards.shard.length);
    }
  });

  test("a missing or a cut shard is named", async () => {
    await expect(tapShards()).rejects.toThrow(/keeps weights in "model.onnx_data", which is missing \(given: none\)/);
    await expect(tapShards(shard("b"))).rejects.toThrow(/given: b/);
    const cut = shard("model.onnx_data", shards.shard.slice(0, 5000));
    await expect(tapShards(cut)).rejects.toThrow(
      /lies at bytes \d+ to \d+ of model.onnx_data, which has 5000: the file is cut off/,
    );
  });

  test("a shard that only pruned weights need may be missing", async () => {
    const entry = (key: string, value: string) => bytesField(13, [bytesField(1, key), bytesField(2, value)]);
    const head = concat([
      ...[D_MODEL, 20].map((dim) => intField(1, dim)),
      intField(2, 1),
      bytesField(8, "head"),
      entry("location", "head.data"),
      intField(14, 1),
    ]);
    const extra = [
      bytesField(1, nodeProto("MatMul", "other_head", ["/layers.0/mlp/down_output_0", "head"], ["other_logits"])),
      bytesField(5, head),
      bytesField(12, valueInfo("other_logits", "f32", [1])),
    ];
    const model = concat([new MlpGraph().add(gatedMlp()).build(), bytesField(7, extra)]);
    const options = { nLayers: 1, dMlp: D_MLP };
    expect((await tapModel(fileOf(model), [], options)).external).toEqual([]);
    await expect(tapModel(fileOf(model), [], { ...options, prune: false })).rejects.toThrow(
      /"head.data", which is missing/,
    );
  });

  test("are not read", async () => {
    const bytes = readFileSync("public/models/babel-7m/onnx/model_q4.onnx");
    const source = countingSource([bytes]);
    await tapModel({ path: "m.onnx", blob: source as unknown as Blob }, [], { nLayers: 6, dMlp: 768 });
    expect(source.bytesRead).toBeLessThan(0.1 * bytes.length);
  });
});

describe("surgery", () => {
  test("keeps only the first layers where asked", async () => {
    const { model, dMlp } = fixtureNamed("GenAI q4 SiLU chain");
    const [one, both] = [
      await tapModel(fileOf(model), [], twoLayers(dMlp, { firstLayers: 1 })),
      await tapModel(fileOf(model), [], twoLayers(dMlp)),
    ];
    expect(one.taps).toEqual(both.taps.slice(0, 1));
    const left = (await graphOf(one.proto)).initializers.map(({ name }) => name);
    expect(left.filter((name) => name.includes("layers.1") || name.includes("/mlp/down"))).toEqual([]);
    expect(left.filter((name) => name.includes("layers.0/mlp/gate"))).toHaveLength(2);
    expect(one.inputs.map(({ name }) => name)).toEqual([
      "input_ids",
      "attention_mask",
      "past_key_values.0.key",
      "past_key_values.0.value",
    ]);
  });

  test("without taps the graph's own outputs stay, and all that they need", async () => {
    const { model, dMlp } = fixtureNamed("GenAI q4 SiLU chain");
    const plain = await tapModel(fileOf(model), [], twoLayers(dMlp, { tap: false }));
    expect((await graphOf(plain.proto)).outputs).toEqual((await graphOf(model)).outputs);
    expect(plain.record.nodesAfter).toBe(plain.record.nodesBefore);
    expect(plain.record.accuracyLevelForced).toBe(15);
  });

  test("forces accuracy_level to 0 and changes nothing else of a node", async () => {
    const { model, dMlp } = fixtureNamed("GenAI q4 SiLU chain");
    const [before, after] = [
      await graphOf(model),
      await graphOf((await tapModel(fileOf(model), [], twoLayers(dMlp))).proto),
    ];
    const byName = new Map(before.nodes.map((node) => [node.outputs[0], node]));
    for (const node of after.nodes) {
      const was = byName.get(node.outputs[0])!;
      if (node.opType !== "MatMulNBits") expect(node.message).toEqual(was.message);
      const level = node.attributes.find(({ name }) => name === "accuracy_level");
      expect(level?.int ?? 0).toBe(0);
      expect(node.attributes.filter((a) => a !== level)).toEqual(
        was.attributes.filter(({ name }) => name !== "accuracy_level"),
      );
    }
  });

  test("keeps what graphs inside a node use from outside", async () => {
    const branch = (name: string) =>
      bytesField(6, [
        bytesField(1, nodeProto("Identity", "", [name], [`${name}_inside`])),
        bytesField(12, valueInfo(`${name}_inside`, "f32", [D_MODEL])),
      ]);
    const attribute = (name: string, graph: Uint8Array) => bytesField(5, [bytesField(1, name), graph, intField(20, 5)]);
    const choice = concat([
      bytesField(1, "flag"),
      bytesField(2, "chosen"),
      bytesField(4, "If"),
      attribute("then_branch", branch("outer_a")),
      attribute("else_branch", branch("outer_b")),
    ]);
    const graph = new MlpGraph().add((g, path, x) => gatedMlp()(g, path, g.op("Add", `${path}/choice`, x, "chosen")));
    const extra = [
      bytesField(1, choice),
      bytesField(1, nodeProto("Neg", "", ["outer_weight"], ["outer_a"])),
      ...["outer_weight", "outer_b", "unused"].map((n) =>
        bytesField(5, tensorProto(n, [D_MODEL], "f32", new Float32Array(D_MODEL))),
      ),
      bytesField(11, valueInfo("flag", "bool", [])),
    ];
    const { proto, inputs } = await tapModel(fileOf(concat([graph.build(), bytesField(7, extra)])), [], {
      nLayers: 1,
      dMlp: D_MLP,
    });
    const { nodes, initializers } = await graphOf(proto);
    expect(nodes.map(({ opType }) => opType)).toEqual(expect.arrayContaining(["If", "Neg"]));
    const names = initializers.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(["outer_weight", "outer_b"]));
    expect(names).not.toContain("unused");
    expect(inputs.map(({ name }) => name)).toEqual(["x", "flag"]);
  });

  test("takes initializers that are also inputs, as old exporters write them, for weights", async () => {
    const model = new MlpGraph().add(gatedMlp()).build();
    const weight = bytesField(11, valueInfo("/layers.0/mlp/gate.weight", "f32", [D_MODEL, D_MLP]));
    const { inputs } = await tapModel(fileOf(concat([model, bytesField(7, weight)])), [], { nLayers: 1, dMlp: D_MLP });
    expect(inputs).toEqual([{ name: "x", elemType: 1, dims: ["batch", "seq", D_MODEL] }]);
  });
});

describe("what cannot be tapped", () => {
  test("a merged decoder says so", async () => {
    const inside = nodeProto("MatMul", "inside", ["x", "w"], ["y"]);
    const branch = bytesField(5, [bytesField(1, "then_branch"), bytesField(6, bytesField(1, inside)), intField(20, 5)]);
    const node = concat([
      bytesField(1, "use_cache_branch"),
      bytesField(2, "logits"),
      bytesField(3, "optimum::if"),
      bytesField(4, "If"),
      branch,
    ]);
    const model = concat([intField(1, 8), bytesField(7, bytesField(1, node))]);
    await expect(tapModel(fileOf(model, "decoder_model_merged.onnx"), [], { nLayers: 1, dMlp: D_MLP })).rejects.toThrow(
      /decoder_model_merged\.onnx is a merged decoder: its layers lie inside the branches of If "optimum::if"/,
    );
  });

  test("gates of a type that the page cannot count name the layer", async () => {
    const builder = new OnnxBuilder("optimum");
    const x = builder.input("x", "f32", [1, D_MODEL]);
    const double = builder.node("Cast", "to_f64", [x], { attributes: { to: 11 } });
    const weight = builder.weight("w", [D_MODEL, D_MLP], "f32", new Float32Array(D_MODEL * D_MLP));
    const wide = builder.node("Cast", "w64", [weight], { attributes: { to: 11 } });
    const relu = builder.node("Relu", "relu", [builder.node("MatMul", "up", [double, wide])]);
    builder.output(
      builder.node("MatMul", "down", [
        relu,
        builder.weight("d", [D_MLP, D_MODEL], "f32", new Float32Array(D_MLP * D_MODEL)),
      ]),
      "y",
      "f32",
      [1],
    );
    const { model } = builder.build({ opset: 17 });
    await expect(tapModel(fileOf(model), [], { nLayers: 1, dMlp: D_MLP })).rejects.toThrow(
      /gate of layer 0, "up_output_0", has ONNX data type 11; all gates must be f32 \(1\) or all f16 \(10\)/,
    );
  });

  test("graphs that are broken: one tensor made twice, a cycle", async () => {
    const tap = (...nodes: Uint8Array[]) =>
      tapModel(
        fileOf(
          concat([
            intField(1, 8),
            bytesField(
              7,
              nodes.map((node) => bytesField(1, node)),
            ),
          ]),
        ),
        [],
        { nLayers: 1, dMlp: 1 },
      );
    const twice = [nodeProto("Relu", "a", ["x"], ["y"]), nodeProto("Neg", "b", ["x"], ["y"])];
    await expect(tap(...twice)).rejects.toThrow(/Relu "a" and Neg "b" both make "y"/);
    const cycle = [nodeProto("Relu", "a", ["y"], ["x"]), nodeProto("Neg", "b", ["x"], ["y"])];
    await expect(tap(...cycle)).rejects.toThrow(/Relu "a" depends on itself/);
  });

  test("damaged files give an error or a model, never a crash without words", async () => {
    const { model, dMlp } = fixtureNamed("GenAI q4 fused gate_up, Split");
    const text = new TextDecoder("latin1").decode(model);
    // Damage where the graph is described: around names, not in the middle of weights.
    const places = [...text.matchAll(/\/model\/layers|MatMulNBits|weight_Q4|input_ids|axis/g)].map(
      ({ index }) => index,
    );
    const change = fc.record({
      place: fc.nat(places.length - 1),
      by: fc.integer({ min: -12, max: 24 }),
      byte: fc.nat(255),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 3 }), async (changes) => {
        const bytes = model.slice();
        for (const { place, by, byte } of changes) bytes[places[place]! + by] = byte;
        try {
          const { taps } = await tapModel(fileOf(bytes), [], twoLayers(dMlp));
          expect(taps).toHaveLength(2);
        } catch (error) {
          expect((error as Error).constructor.name).toMatch(/^(FormatError|Error)$/);
          expect((error as Error).message.length).toBeGreaterThan(20);
        }
      }),
      { numRuns: 150 },
    );
  });
});
