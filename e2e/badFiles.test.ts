import { readFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import { zipSync } from "fflate";
import type { Page } from "playwright";
import { describe, expect } from "vitest";
import { test } from "./app";
import { drop } from "./drop";

/** A file of torch's layout whose pickle calls os.system when a real unpickler reads it. */
function torchFileThatRuns(command: string): Uint8Array {
  const pickle = new TextEncoder().encode(
    `\x80\x02cposix\nsystem\nX${String.fromCharCode(command.length, 0, 0, 0)}${command}\x85R.`,
  );
  // TextEncoder writes 0x80 as two bytes of UTF-8; a pickle begins with the byte itself.
  const bytes = Uint8Array.of(0x80, ...pickle.subarray(2));
  return zipSync({ "archive/data.pkl": bytes, "archive/version": new TextEncoder().encode("3\n") }, { level: 0 });
}

/** What the page says when `call` of its API fails. */
const failure = (page: Page, call: string): Promise<string> =>
  page.evaluate((source) => {
    const run = new Function("api", `return ${source}`);
    return run(window.babelscope).then(
      () => "no error",
      (error: Error) => error.message,
    );
  }, call);

describe("bad files", () => {
  test("broken text is reported line by line and the rest is kept", async ({ app }) => {
    const page = await app.open({ path: "#/corpus" });
    await page.evaluate(() => window.babelscope.clearCorpus());
    const truncated = gzipSync("eitt\ntvö\nþrjú\n".repeat(2000)).subarray(0, 60);
    await drop(page, [
      { name: "mt.jsonl", content: '{"text":"tajjeb"}\n{"text":"a"}{"text":"b"}\n{"text":"ukoll"}\n' },
      {
        name: "de.txt",
        content: Buffer.concat([Buffer.from("gut\n"), Buffer.from([0xff, 0xfe]), Buffer.from("\nauch\n")]),
      },
      { name: "is.txt.gz", content: truncated },
      { name: "fr.txt", content: "" },
    ]);
    await page.getByRole("button", { name: "Add to the corpus" }).click();
    await page.getByText(/not read as expected/).click();
    for (const file of ["mt.jsonl", "de.txt", "is.txt.gz", "fr.txt"]) {
      await page.getByRole("region", { name: "Import report" }).getByText(file).first().waitFor();
    }
    const table = await page.evaluate(() => window.babelscope.changeCorpus({}));
    const kept = Object.fromEntries(table.rows.map(({ language, documents }) => [language, documents]));
    expect(kept).toMatchObject({ mlt_Latn: 2, deu_Latn: 2 });
    expect(table.issues.find(({ file }) => file === "mt.jsonl")).toMatchObject({ line: 2 });
    expect(table.issues.find(({ file }) => file === "de.txt")).toMatchObject({ line: 2 });
  });

  test("a mask with a pickle that would run something is refused by name, and the selection stays", async ({ app }) => {
    const page = await app.open();
    await page.evaluate(() => window.babelscope.cancel());
    // A drop that was not answered gives way to the next.
    await drop(page, [{ name: "mt.txt", content: "tajjeb\n" }]);
    await page.getByRole("button", { name: "Add to the corpus" }).waitFor();
    const counts = await readFile("tests/fixtures/lape/activations.safetensors");
    await drop(page, [{ name: "counts.safetensors", content: counts }]);
    await page.getByRole("button", { name: "Import the stats" }).click();
    await page.getByText("neurons selected").waitFor();
    const before = await page.evaluate(async () => (await window.babelscope.select()).neurons);

    await drop(page, [{ name: "evil.pt", content: torchFileThatRuns("touch /tmp/owned") }]);
    await page.getByRole("button", { name: "Import the mask" }).click();
    await page
      .getByRole("alert")
      .getByText(/"posix system" is not allowed/)
      .waitFor();
    const after = await page.evaluate(
      async () => JSON.parse(await (await window.babelscope.exportMask("json")).text()).neurons,
    );
    expect(after).toEqual(before);
  });

  test("a folder that is no model, and a damaged model, say what is wrong and what to do", async ({ app }) => {
    const page = await app.open();
    expect(await failure(page, 'api.openModel([new File(["{}"], "tokenizer.json")])')).toMatch(/no config\.json/);
    const damaged = `(async () => {
      const names = ["config.json", "tokenizer.json", "tokenizer_config.json"];
      const base = new URL("models/babel-7m/", location.href);
      const files = await Promise.all(names.map(async (n) => new File([await (await fetch(new URL(n, base))).blob()], n)));
      const onnx = await (await fetch(new URL("onnx/model_q4.onnx", base))).blob();
      return api.openModel([...files, new File([onnx.slice(0, 100000)], "model_q4.onnx")]);
    })()`;
    expect(await failure(page, damaged)).toMatch(/model_q4\.onnx/);
    expect(await failure(page, 'api.openModel("not an address")')).toMatch(/address/);
    // What was open before is still open.
    expect(await page.getByText("babel-7m q4").count()).toBeGreaterThan(0);
  });
});
