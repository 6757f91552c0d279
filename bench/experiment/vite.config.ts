import { writeFile } from "node:fs/promises";
import { playwright } from "@vitest/browser-playwright";
import { defineConfig } from "vitest/config";
import type { BrowserCommand } from "vitest/node";
import { chromiumFlags, findChromium } from "../../scripts/chromium.mjs";
import type { ExperimentResult } from "./experimentResult";
import { experimentTable } from "./experimentTable.mjs";

const saveExperiment: BrowserCommand<[result: ExperimentResult]> = async (_, result) => {
  await writeFile("docs/experiment.json", `${JSON.stringify(result, null, 2)}\n`);
  await writeFile("docs/experiment.md", experimentTable(result));
};

const say: BrowserCommand<[line: string]> = async (_, line) => console.log(line);

/** A software adapter, as in the tests; `BENCH_GPU=1 npm run experiment` takes the machine's own. */
const args = process.env.BENCH_GPU ? chromiumFlags.filter((flag) => !flag.includes("swiftshader")) : chromiumFlags;

/** `npm run experiment`: one run that takes up to an hour on a software adapter. */
export default defineConfig({
  test: {
    include: ["bench/experiment/*.experiment.ts"],
    testTimeout: 7_200_000,
    hookTimeout: 120_000,
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      commands: { saveExperiment, say },
      provider: playwright({ launchOptions: { executablePath: findChromium() ?? "chromium", args } }),
      instances: [{ browser: "chromium" }],
    },
  },
});
