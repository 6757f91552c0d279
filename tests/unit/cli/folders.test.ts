import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { folderFiles } from "../../../src/cli/folderFiles";
import { outFolder, refuseModelFolder, saveBlob } from "../../../src/cli/outFolder";
import { saveFiles } from "../../../src/export/saveFiles";
import { fileOfParts, type OutputFile } from "../../../src/formats/outputFile";
import { tempFolders } from "./tempFolder";

const tempFolder = tempFolders();

describe("reading a folder", () => {
  test("gives every file with its path, the folder's name first; hidden ones and dead links are left", async () => {
    const folder = join(tempFolder(), "model");
    mkdirSync(join(folder, "onnx"), { recursive: true });
    mkdirSync(join(folder, ".git"));
    for (const name of ["config.json", "onnx/model.onnx", ".git/HEAD", ".hidden"])
      writeFileSync(join(folder, name), name);
    symlinkSync(join(folder, "nowhere"), join(folder, "dead"));
    symlinkSync(join(folder, "config.json"), join(folder, "link.json"));
    const files = await folderFiles(folder, "--model");
    expect(files.map(({ name }) => name)).toEqual(["model/config.json", "model/link.json", "model/onnx/model.onnx"]);
    expect(await files[1]!.blob.text()).toBe("config.json");
    expect((await folderFiles(join(folder, "config.json"), "--model")).map(({ name }) => name)).toEqual([
      "config.json",
    ]);
  });

  test("one that is not there is a usage error that names the option", async () => {
    await expect(folderFiles("/none/at/all", "--corpus")).rejects.toThrow(
      "--corpus /none/at/all: there is no such file or folder",
    );
  });
});

describe("writing a folder", () => {
  const signal = new AbortController().signal;

  test("files appear under their paths, whole", async () => {
    const folder = tempFolder();
    await saveFiles([fileOfParts("a.txt", ["one"]), fileOfParts("sub/b.txt", ["two", "three"])], outFolder(folder), {
      signal,
    });
    expect(readFileSync(join(folder, "sub/b.txt"), "utf8")).toBe("twothree");
    expect(await saveBlob(folder, "c.bin", new Blob(["four"]))).toBe(join(folder, "c.bin"));
    expect(readdirSync(folder).sort()).toEqual(["a.txt", "c.bin", "sub"]);
  });

  test("a failure leaves what was there and nothing unfinished", async () => {
    const folder = tempFolder();
    writeFileSync(join(folder, "a.txt"), "old");
    const broken: OutputFile = {
      ...{ path: "a.txt", bytes: 2 ** 21 },
      chunks: async function* () {
        yield new Uint8Array(2 ** 20);
        while (!existsSync(join(folder, "a.txt.part"))) await new Promise((resolve) => setTimeout(resolve, 1));
      },
    };
    await expect(saveFiles([broken], outFolder(folder), { signal })).rejects.toThrow("was to have 2097152 bytes");
    expect(readFileSync(join(folder, "a.txt"), "utf8")).toBe("old");
    expect(existsSync(join(folder, "a.txt.part"))).toBe(false);
  });

  test("the model's own folder is refused, by whatever path; one beside it or not yet there is not", async () => {
    const parent = tempFolder();
    const model = join(parent, "model");
    mkdirSync(join(model, "onnx"), { recursive: true });
    symlinkSync(model, join(parent, "link"));
    for (const out of [model, `${model}/`, join(model, "onnx", ".."), join(parent, "link")]) {
      await expect(refuseModelFolder(out, model)).rejects.toThrow(`--out ${out} is the folder of --model`);
    }
    for (const out of [parent, join(model, "onnx"), join(parent, "new")]) await refuseModelFolder(out, model);
  });
});
