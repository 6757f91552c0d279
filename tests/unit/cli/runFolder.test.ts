import { expect, test } from "vitest";
import { RUNS, runFolder } from "../../../src/cli/runFolder";
import { DTYPES } from "../../../src/model/dtypes";
import { splitKey } from "../../../src/storage/byteStore";
import { WEIGHT_FORMATS } from "../../../src/transformer/weightFormat";

const hash = "0123456789abcdef".repeat(4);

test("every dtype in every format has a folder of its own that a store takes", () => {
  const stored = [...DTYPES.map(({ dtype }) => dtype), "f32", "f16", "bf16"];
  const dtypes = stored.flatMap((dtype) => [
    dtype,
    ...WEIGHT_FORMATS.slice(1).map((format) => `${dtype} as ${format}`),
  ]);
  const folders = dtypes.map((dtype) => runFolder({ hash, dtype }));
  for (const folder of folders) {
    expect(folder.startsWith(RUNS)).toBe(true);
    expect(splitKey(folder)).toHaveLength(2);
  }
  expect(new Set(folders).size).toBe(new Set(dtypes).size);
});
