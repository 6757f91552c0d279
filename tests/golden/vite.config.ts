import { playwright } from "@vitest/browser-playwright";
import { defineConfig } from "vitest/config";
import { chromiumFlags, findChromium } from "../../scripts/chromium.mjs";

/** A software adapter, as in the tests; `GOLDEN_GPU=1 npm run golden:counts` takes the machine's own. */
const args = process.env.GOLDEN_GPU ? chromiumFlags.filter((flag) => !flag.includes("swiftshader")) : chromiumFlags;

/** Whole golden runs, which take minutes on a software adapter; the tests check their beginnings. */
export default defineConfig({
  // Its threads start from the module's own address, which pre-bundling would change.
  optimizeDeps: { exclude: ["onnxruntime-web"] },
  test: {
    include: ["tests/golden/*.test.ts"],
    testTimeout: 1_200_000,
    hookTimeout: 120_000,
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      provider: playwright({ launchOptions: { executablePath: findChromium() ?? "chromium", args } }),
      instances: [{ browser: "chromium" }],
    },
  },
});
