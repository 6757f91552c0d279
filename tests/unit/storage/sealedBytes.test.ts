import { expect, test } from "vitest";
import { SEAL_BYTES, sealOf, unseal } from "../../../src/storage/sealedBytes";

async function sealed(bytes: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  const file = new Uint8Array(bytes.length + SEAL_BYTES);
  file.set(bytes);
  file.set(await sealOf(bytes), bytes.length);
  return file;
}

const bytes = Uint8Array.from({ length: 100 }, (_, i) => i * 7);

test("a seal is magic, length and xxHash128", async () => {
  const seal = await sealOf(new TextEncoder().encode("abc"));
  // xxhsum -H2 of "abc": 06b05ab6733a618578af5f94892f3950
  expect(Buffer.from(seal).toString("hex")).toBe(
    `${Buffer.from("BBLSCOPE").toString("hex")}030000000000000006b05ab6733a618578af5f94892f3950`,
  );
});

test("a whole file gives its bytes", async () => {
  expect(await unseal(await sealed(bytes))).toEqual(bytes);
  expect(await unseal(await sealed(new Uint8Array()))).toEqual(new Uint8Array());
});

test("a file cut anywhere gives nothing", async () => {
  const file = await sealed(bytes);
  for (let length = 0; length < file.length; length++) expect(await unseal(file.slice(0, length))).toBeUndefined();
});

test("a file with one byte altered anywhere gives nothing", async () => {
  const file = await sealed(bytes);
  for (let at = 0; at < file.length; at++) {
    const altered = file.slice();
    altered[at]! ^= 1;
    expect(await unseal(altered)).toBeUndefined();
  }
});
