import { readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { folderStore } from "../../../src/cli/folderStore";
import { testByteStore } from "../../support/byteStoreContract";
import { tempFolders } from "./tempFolder";

const tempFolder = tempFolders();

testByteStore(() => folderStore(tempFolder()));

test("what was written is there for the next program, and half a file is as none", async () => {
  const folder = tempFolder();
  await (await folderStore(folder)).write("runs/a", Uint8Array.of(1, 2, 3));
  expect(await (await folderStore(folder)).read("runs/a")).toEqual(Uint8Array.of(1, 2, 3));
  const path = join(folder, "runs", "a");
  truncateSync(path, statSync(path).size - 1);
  expect(await (await folderStore(folder)).read("runs/a")).toBeUndefined();
});

test("a changed byte is found", async () => {
  const folder = tempFolder();
  const store = await folderStore(folder);
  await store.write("a", Uint8Array.of(1, 2, 3));
  const bytes = readFileSync(join(folder, "a"));
  bytes[1]! ^= 1;
  writeFileSync(join(folder, "a"), bytes);
  expect(await store.read("a")).toBeUndefined();
});

test("what a killed program left unfinished is no key, and is removed", async () => {
  const folder = tempFolder();
  await (await folderStore(folder)).write("runs/a", Uint8Array.of(1));
  writeFileSync(join(folder, "runs", "a.0000.part"), "half");
  const store = await folderStore(folder);
  expect(await store.list("")).toEqual(["runs/a"]);
  expect(readdirSync(join(folder, "runs"))).toEqual(["a"]);
});
