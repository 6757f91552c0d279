import { playwright } from "@vitest/browser-playwright";
import { defineConfig } from "vitest/config";
import type { BrowserCommand } from "vitest/node";
import { chromiumFlags, findChromium } from "../scripts/chromium.mjs";
import type { BenchReport } from "./benchReport";
import { saveReport as save } from "./saveReport.mjs";

// All reports of one run carry its beginning, so that a table never mixes runs.
process.env.BENCH_RUN ??= new Date().toISOString();

const saveReport: BrowserCommand<[name: string, report: BenchReport]> = async ({ context }, name, report) =>
  save(name, { ...report, ranOn: { ...report.ranOn, browser: `Chromium ${context.browser()?.version()}` } });

/** Processor time of the browser's processes so far. On a software adapter that is where all work is done. */
const cpuSeconds: BrowserCommand<[]> = async ({ context }) => {
  const browser = context.browser();
  if (!browser) throw new Error("the browser is gone");
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  await session.detach();
  return processInfo.reduce((sum, { cpuTime }) => sum + cpuTime, 0);
};

/** A software adapter, as in the tests; `BENCH_GPU=1 npm run bench` takes the machine's own. */
const args = process.env.BENCH_GPU ? chromiumFlags.filter((flag) => !flag.includes("swiftshader")) : chromiumFlags;

const isolation = { "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp" };

/** Benches in a real browser (`*.browser.ts`) and of the built page (`*.page.ts`); one after another, never side by side. */
export default defineConfig({
  // Its threads start from the module's own address, which pre-bundling would change.
  optimizeDeps: { exclude: ["onnxruntime-web"] },
  server: { headers: isolation },
  test: {
    fileParallelism: false,
    testTimeout: 1_200_000,
    hookTimeout: 120_000,
    projects: [
      {
        extends: true,
        test: {
          name: "browser",
          include: ["bench/*.browser.ts"],
          sequence: { groupOrder: 1 },
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            commands: { saveReport, cpuSeconds },
            provider: playwright({
              launchOptions: { executablePath: findChromium() ?? "chromium", args },
            }),
            instances: [{ browser: "chromium" }],
          },
        },
      },
      { extends: true, test: { name: "page", include: ["bench/*.page.ts"], sequence: { groupOrder: 2 } } },
    ],
  },
});
