import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { browserFolders, findSoftwareDriver } from "../../../src/cli/softwareDriver";
import { tempFolders } from "./tempFolder";

const tempFolder = tempFolders();

test("the first folder with Chromium's driver is taken, with its loader where it ships one", () => {
  const root = tempFolder();
  const [empty, bare, full] = ["empty", "bare", "full"].map((name) => join(root, name));
  for (const folder of [empty!, bare!, full!]) mkdirSync(folder);
  for (const folder of [bare!, full!]) writeFileSync(join(folder, "vk_swiftshader_icd.json"), "{}");
  writeFileSync(join(full!, "libvulkan.so.1"), "");
  expect(findSoftwareDriver([empty!])).toBeUndefined();
  expect(findSoftwareDriver([empty!, bare!, full!])).toEqual({
    manifest: join(bare!, "vk_swiftshader_icd.json"),
    loader: null,
  });
  expect(findSoftwareDriver([full!])?.loader).toBe(join(full!, "libvulkan.so.1"));
});

test("a browser that is named comes before those in the usual places", () => {
  expect(browserFolders("/my/chrome")[0]).toBe("/my");
  expect(browserFolders("/my/chrome")).toContain("/usr/lib/chromium");
});
