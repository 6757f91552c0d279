import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readOnnx } from "../../../src/formats/onnxModel";
import { withIntAttribute } from "../../../src/formats/onnxNode";
import { namedValue, writeOnnx } from "../../../src/formats/onnxWrite";
import { bytesField, concat, intField } from "../../../src/formats/protobuf";
import { nodeProto, tensorProto, valueInfo } from "../../support/onnxBuilder";
import { FIXTURES, makeFixture } from "../../support/onnxFixtures";
import { countingSource } from "../../support/sliceSource";

const model = (...graph: Uint8Array[]) => concat([intField(1, 8), bytesField(7, graph)]);
const open = (bytes: Uint8Array<ArrayBuffer>) => readOnnx(new Blob([bytes]), "m.onnx");
const initializer = (bytes: Uint8Array) => model(bytesField(5, bytes));

/** A field's tag and a length that stands before what is not given here. */
function lengthHead(number: number, length: number): Uint8Array<ArrayBuffer> {
  const head = intField(number, length);
  head[0]! |= 2;
  return head;
}

describe("reading", () => {
  test("gives nodes, attributes, values and opsets", async () => {
    const node = nodeProto("MatMulNBits", "/n", ["a", "", "c"], ["d"], {
      domain: "com.microsoft",
      attributes: { K: 256, alpha: { f: 0.5 }, mode: "tanh", axes: [-1, 2] },
    });
    const graph = [
      bytesField(1, node),
      bytesField(11, valueInfo("a", "f16", ["batch", 4])),
      bytesField(12, namedValue("d")),
    ];
    const opset = concat([bytesField(1, "ai.onnx"), intField(2, 17)]);
    const { graph: read, opsets } = await open(concat([bytesField(8, opset), model(...graph)]));
    expect(read.nodes).toMatchObject([
      { name: "/n", opType: "MatMulNBits", domain: "com.microsoft", inputs: ["a", "", "c"], outputs: ["d"] },
    ]);
    expect(read.nodes[0]!.attributes).toMatchObject([
      { name: "K", int: 256 },
      { name: "alpha", float: 0.5 },
      { name: "mode", text: "tanh" },
      { name: "axes", ints: [-1, 2] },
    ]);
    expect(read.inputs).toMatchObject([{ name: "a", elemType: 10, dims: ["batch", 4] }]);
    expect(read.outputs).toMatchObject([{ name: "d", elemType: 0 }]);
    expect(read.outputs[0]).not.toHaveProperty("dims");
    expect(opsets).toEqual(new Map([["", 17]]));
  });

  test("takes several graph fields as one graph", async () => {
    const [a, b] = [nodeProto("Relu", "a", ["x"], ["y"]), nodeProto("Relu", "b", ["y"], ["z"])];
    const { graph } = await open(concat([model(bytesField(1, a)), bytesField(7, bytesField(1, b))]));
    expect(graph.nodes.map(({ name }) => name)).toEqual(["a", "b"]);
  });

  test("says where values are: small ones read, large ones left, typed ones left to be copied", async () => {
    const large = tensorProto("large", [32, 32], "f32", new Float32Array(1024));
    const packed = concat([
      intField(1, 1024),
      intField(2, 1),
      bytesField(8, "packed"),
      bytesField(4, new Uint8Array(4096)),
    ]);
    const typed = concat([
      intField(1, 2048),
      intField(2, 7),
      bytesField(8, "typed"),
      bytesField(7, new Uint8Array(2048)),
    ]);
    const small = tensorProto("small", [2], "i64", [3, 4]);
    const bytes = model(...[large, packed, typed, small].map((tensor) => bytesField(5, tensor)));
    const { graph } = await open(bytes);
    const [first, second] = graph.initializers;
    expect(first).toMatchObject({
      name: "large",
      dims: [32, 32],
      dataType: 1,
      bytes: 4096,
      data: { in: "file", length: 4096 },
    });
    expect(second).toMatchObject({ name: "packed", data: { in: "file", length: 4096 } });
    expect(graph.initializers[2]).toMatchObject({ name: "typed", bytes: 2048 * 8, data: { in: "fields" } });
    expect(graph.initializers[3]).toMatchObject({ name: "small", data: { in: "message" } });
    // The values of the first tensor, marked, are where it says.
    const offset = first!.data.in === "file" ? first!.data.offset : 0;
    const marked = tensorProto("large", [32, 32], "f32", new Float32Array(1024).fill(1));
    const changed = model(...[marked, packed, typed, small].map((tensor) => bytesField(5, tensor)));
    const differing = changed.map((byte, i) => (byte === bytes[i] ? 0 : 1));
    expect([differing.indexOf(1), differing.lastIndexOf(1)]).toEqual([offset + 2, offset + 4095]);
  });

  test("does not read weights: 60 GB in a hundred tensors", async () => {
    const nTensors = 100;
    const [rows, columns] = [40_000, 4000];
    const values = rows * columns * 4;
    const head = concat([
      intField(1, rows),
      intField(1, columns),
      intField(2, 1),
      bytesField(8, "w"),
      lengthHead(9, values),
    ]);
    const tensors = Array.from({ length: nTensors }, () => [
      concat([lengthHead(5, head.length + values), head]),
      values,
    ]);
    const node = bytesField(1, nodeProto("Relu", "last", ["x"], ["y"]));
    const size = nTensors * (tensors[0]![0] as Uint8Array).length + nTensors * values + node.length;
    const source = countingSource([lengthHead(7, size), ...tensors.flat(), node]);
    const { graph } = await readOnnx(source, "huge.onnx");
    expect(source.size).toBeGreaterThan(60e9);
    expect(graph.initializers).toHaveLength(nTensors);
    expect(graph.initializers[99]!.data).toEqual({
      in: "file",
      offset: source.size - node.length - values,
      length: values,
    });
    expect(graph.nodes[0]!.name).toBe("last");
    expect(source.bytesRead).toBeLessThan(nTensors * 8 * 1024);
  });

  const tensor = (...fields: Uint8Array[]) => initializer(concat([bytesField(8, "w"), ...fields]));
  const entry = (key: string, value: string) => bytesField(13, [bytesField(1, key), bytesField(2, value)]);
  const external = (...entries: Uint8Array[]) => tensor(intField(1, 4), intField(2, 1), intField(14, 1), ...entries);

  test.each([
    ["an empty file", new Uint8Array(0), /m\.onnx is not an ONNX model: it holds no graph/],
    ["text", new TextEncoder().encode("<!doctype html>"), /m\.onnx cannot be read as ONNX: protobuf: .* wire type/],
    [
      "a Git LFS pointer",
      new TextEncoder().encode("version https://git-lfs.github.com/spec/v1\n"),
      /pointer of Git LFS/,
    ],
    ["a cut file", model(bytesField(2, "graph")).slice(0, -1), /field 7 at byte 2 claims 7 bytes, its message has 6/],
    [
      "raw data too short",
      tensor(intField(1, 4), intField(2, 1), bytesField(9, new Uint8Array(15))),
      /takes 16 bytes, the file has 15/,
    ],
    [
      "large raw data too long",
      tensor(intField(1, 4), intField(2, 1), bytesField(9, new Uint8Array(5000))),
      /takes 16 bytes, the file has 5000/,
    ],
    [
      "a negative dimension",
      tensor(intField(1, -4), intField(2, 1)),
      /tensor "w" at byte \d+: shape \[-4\] is not possible/,
    ],
    ["a shape beyond 2^53", tensor(intField(1, 2 ** 40), intField(1, 2 ** 40), intField(2, 1)), /is not possible/],
    ["a type nobody knows", tensor(intField(1, 4), intField(2, 99)), /data type 99 is not known/],
    ["external data without a place", external(), /said to lie in ""/],
    [
      "external data above the folder",
      external(entry("location", "../secret")),
      /"\.\.\/secret", which is not a file beside/,
    ],
    ["external data above a subfolder", external(entry("location", "a/../../b")), /not a file beside/],
    ["external data at an absolute path", external(entry("location", "/etc/passwd")), /not a file beside/],
    ["external data on a drive", external(entry("location", "C:\\x")), /not a file beside/],
    [
      "a negative offset",
      external(entry("location", "d"), entry("offset", "-8")),
      /offset "-8" in "d" is not a number of bytes/,
    ],
    [
      "a length that is not the shape's",
      external(entry("location", "d"), entry("length", "12")),
      /takes 16 bytes, the file has 12/,
    ],
    ["a node that is a number", model(intField(1, 5)), /field 1 at byte \d+ has wire type 0, expected 2/],
  ])("refuses %s", async (_, bytes, reason) => {
    await expect(open(bytes)).rejects.toThrow(reason);
  });

  test("refuses graphs nested without end", async () => {
    let graph: Uint8Array = bytesField(2, "innermost");
    for (let i = 0; i < 40; i++) {
      const attribute = concat([bytesField(1, "body"), bytesField(6, graph)]);
      graph = bytesField(1, concat([bytesField(4, "Loop"), bytesField(5, attribute)]));
    }
    await expect(open(model(graph))).rejects.toThrow(/lies in more than 32 graphs/);
  });
});

describe("changing and writing", () => {
  test("an unchanged graph keeps every byte of nodes, values and fields that we don't know", async () => {
    const unknown = bytesField(200, "of a later version");
    const node = concat([nodeProto("Relu", "n", ["x"], ["y"]), unknown]);
    const graph = [
      bytesField(1, node),
      bytesField(5, tensorProto("w", [1], "f32", [2])),
      bytesField(12, valueInfo("y", "f32", [1])),
    ];
    const bytes = concat([
      intField(1, 8),
      unknown,
      bytesField(25, "a function"),
      bytesField(7, concat([...graph, unknown])),
    ]);
    const read = await open(bytes);
    const outputs = read.graph.outputs.map(({ message }) => message);
    const written = await writeOnnx(read, { ...read.graph, outputs }, "m.onnx", () => {
      throw new Error("nothing is external here");
    });
    expect(written).toEqual(bytes);
  });

  test("a changed attribute leaves the node's other bytes as they are", async () => {
    const unknown = bytesField(200, "kept");
    const before = concat([
      nodeProto("MatMulNBits", "n", ["x"], ["y"], { attributes: { K: 8, accuracy_level: 4 } }),
      unknown,
    ]);
    const { graph } = await open(model(bytesField(1, before)));
    const changed = withIntAttribute(graph.nodes[0]!, "accuracy_level", 0);
    expect(changed.attributes.map(({ name, int }) => [name, int])).toEqual([
      ["K", 8],
      ["accuracy_level", 0],
    ]);
    const reread = (await open(model(bytesField(1, changed.message)))).graph.nodes[0]!;
    expect(reread.attributes.map(({ name, int }) => [name, int])).toEqual([
      ["K", 8],
      ["accuracy_level", 0],
    ]);
    const rest = concat([nodeProto("MatMulNBits", "n", ["x"], ["y"], { attributes: { K: 8 } }), unknown]);
    expect(changed.message.slice(0, rest.length)).toEqual(rest);
  });
});

describe("damaged files", () => {
  const spec = FIXTURES.find(({ shard }) => shard)!;
  const valid = makeFixture(spec).model;

  test("give a model or an error in words, whatever the damage", async () => {
    const change = fc.record({ at: fc.nat(valid.length - 1), byte: fc.integer({ min: 0, max: 255 }) });
    const damaged = fc
      .tuple(fc.array(change, { maxLength: 4 }), fc.option(fc.nat(valid.length)))
      .map(([changes, cut]) => {
        const bytes = valid.slice();
        for (const { at, byte } of changes) bytes[at] = byte;
        return bytes.slice(0, cut ?? undefined);
      });
    const anything = fc.uint8Array({ maxLength: 300 }).map((bytes) => Uint8Array.from(bytes));
    await fc.assert(
      fc.asyncProperty(fc.oneof(damaged, anything), async (bytes) => {
        try {
          await open(bytes);
        } catch (error) {
          expect(error).toHaveProperty("name", "FormatError");
          expect((error as Error).message).toMatch(/m\.onnx/);
        }
      }),
      { numRuns: 500 },
    );
  });
});
