import { mkdir, writeFile } from "node:fs/promises";
import { playwright } from "@vitest/browser-playwright";
import { defineConfig } from "vitest/config";
import type { BrowserCommand } from "vitest/node";
import { chromiumFlags, findChromium } from "../scripts/chromium.mjs";

/** Writes one bench's rows to `bench/out/NAME.json`; `bench/report.mjs` makes the table of them. */
const saveBench: BrowserCommand<[name: string, json: string]> = async (_, name, json) => {
  await mkdir("bench/out", { recursive: true });
  await writeFile(`bench/out/${name}.json`, json);
};

const isolation = { "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp" };

/** Benches in a real browser (`*.browser.ts`) and of the built page (`*.page.ts`); one after another, never side by side. */
export default defineConfig({
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
            commands: { saveBench },
            provider: playwright({
              launchOptions: { executablePath: findChromium() ?? "chromium", args: chromiumFlags },
            }),
            instances: [{ browser: "chromium" }],
          },
        },
      },
      { extends: true, test: { name: "page", include: ["bench/*.page.ts"], sequence: { groupOrder: 2 } } },
    ],
  },
});
