import { expect } from "vitest";
import { testWithoutAdapter } from "./app";
import { readStats } from "./golden";

testWithoutAdapter("without a WebGPU adapter the page says so and counts on wasm", async ({ app }) => {
  const page = await app.open({ path: "#/scan" });
  const refused = await page.evaluate(() =>
    window.babelscope.openModel("sample", { provider: "webgpu" }).then(
      () => "opened",
      (error: Error) => error.message,
    ),
  );
  expect(refused).toMatch(/no WebGPU adapter/);
  const summary = await page.evaluate(() =>
    window.babelscope.scan({ languages: ["eng_Latn"], seqLen: 64, tokensPerLanguage: 256 }),
  );
  expect(summary.provider).toBe("wasm");
  expect((await readStats(page)).n).toEqual([256]);

  await page
    .getByRole("region", { name: "Result" })
    .getByText(/ · wasm · /)
    .waitFor();
  await page.goto(new URL("#/model", page.url()).href);
  const choice = page.getByRole("group", { name: "Run on" });
  await choice.getByText("this browser gives no WebGPU adapter").waitFor();
  expect(await choice.getByRole("radio", { name: "WebGPU" }).isDisabled()).toBe(true);
  const row = page.getByRole("row", { name: /model_q4\.onnx/ });
  expect(await row.textContent()).toMatch(/refused.*this browser gives no WebGPU adapter/);
});
