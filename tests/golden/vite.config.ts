import { playwright } from "@vitest/browser-playwright";
import { defineConfig } from "vitest/config";
import { chromiumFlags, findChromium } from "../../scripts/chromium.mjs";

/** Whole golden runs, which take minutes on a software adapter; the tests check their beginnings. */
export default defineConfig({
  test: {
    include: ["tests/golden/*.test.ts"],
    testTimeout: 1_200_000,
    hookTimeout: 120_000,
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      provider: playwright({ launchOptions: { executablePath: findChromium() ?? "chromium", args: chromiumFlags } }),
      instances: [{ browser: "chromium" }],
    },
  },
});
