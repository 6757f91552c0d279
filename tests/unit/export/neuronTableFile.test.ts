import Papa from "papaparse";
import { expect, test } from "vitest";
import { exportNeuronTable } from "../../../src/export/neuronTableFile";
import type { NeuronTable } from "../../../src/lape/neuronTable";

const table: NeuronTable = {
  languages: ["mlt_Latn", 'the "Old, Norse"'],
  layer: Uint32Array.of(3, 0),
  index: Uint32Array.of(417, 2),
  entropy: Float32Array.of(0.31, Number.NaN),
  probability: Float32Array.of(1 / 3, 1e-7, 0, 1),
  member: Uint8Array.of(1, 1, 0, 1),
};

test("another CSV parser reads every cell, and numbers come back as the same f32", async () => {
  const text = await exportNeuronTable(table).text();
  const { data, errors } = Papa.parse<Record<string, string>>(text, { header: true, skipEmptyLines: true });
  expect(errors).toEqual([]);
  expect(data.map(({ neuron, layer, index, languages }) => [neuron, layer, index, languages])).toEqual([
    ["L3N417", "3", "417", 'mlt_Latn the "Old, Norse"'],
    ["L0N2", "0", "2", 'the "Old, Norse"'],
  ]);
  expect(Math.fround(Number(data[0]!.entropy_nats))).toBe(Math.fround(0.31));
  expect(data[1]!.entropy_nats).toBe("");
  expect(data.map((row) => Math.fround(Number(row.p_mlt_Latn)))).toEqual([Math.fround(1 / 3), 0]);
  expect(data.map((row) => Math.fround(Number(row['p_the "Old, Norse"'])))).toEqual([Math.fround(1e-7), 1]);
});

test("a long table has every row once, in order", async () => {
  const rows = 2500;
  const long: NeuronTable = {
    languages: ["a"],
    layer: new Uint32Array(rows),
    index: Uint32Array.from({ length: rows }, (_, i) => i),
    entropy: new Float32Array(rows),
    probability: new Float32Array(rows),
    member: new Uint8Array(rows).fill(1),
  };
  const lines = (await exportNeuronTable(long).text()).split("\r\n");
  expect(lines).toHaveLength(rows + 2);
  expect(lines.slice(1, -1).map((line) => Number(line.split(",")[2]))).toEqual([...long.index]);
});
