import { type Browser, type BrowserContext, chromium, type Page } from "playwright";
import { type PreviewServer, preview } from "vite";
import { test as base } from "vitest";
import { chromiumFlags, findChromium } from "../scripts/chromium.mjs";

/** Chromium without its WebGPU switch: a browser that has no adapter. */
const withoutWebGpu = chromiumFlags.filter((flag) => !flag.includes("webgpu"));

interface App {
  /** Opens the built page; every error the page logs or throws fails the test. */
  open(options?: { path?: string; width?: number; height?: number; dark?: boolean }): Promise<Page>;
}

/** Prints what the pages of a failed test show, jobs and their steps among it: a test that timed out says nothing else of where it stood. */
async function tellPages(pages: readonly Page[]): Promise<void> {
  for (const page of pages) {
    const text = await page
      .locator("body")
      .ariaSnapshot({ timeout: 10_000 })
      .catch((error: Error) => `no answer: ${error.message}`);
    console.error(`the page at ${page.url()} shows:\n${text}`);
  }
}

async function serve(): Promise<PreviewServer> {
  return preview({ preview: { port: 0, open: false, host: "127.0.0.1" }, logLevel: "error" });
}

/** Serves `dist/` as `npm start` does and opens it in real Chromium. */
function appTest(args: readonly string[]) {
  return base.extend<{ server: PreviewServer; browser: Browser; app: App }>({
    server: [
      async ({}, use) => {
        const server = await serve();
        await use(server);
        await server.close();
      },
      { scope: "file" },
    ],
    browser: [
      async ({}, use) => {
        const browser = await chromium.launch({ executablePath: findChromium() ?? "chromium", args: [...args] });
        await use(browser);
        await browser.close();
      },
      { scope: "file" },
    ],
    app: async ({ server, browser, task }, use) => {
      const errors: string[] = [];
      const contexts: BrowserContext[] = [];
      await use({
        async open({ path = "", width = 1280, height = 800, dark = true } = {}) {
          const context = await browser.newContext({
            viewport: { width, height },
            colorScheme: dark ? "dark" : "light",
            reducedMotion: "reduce",
          });
          contexts.push(context);
          const page = await context.newPage();
          page.on("pageerror", (error) => errors.push(error.message));
          page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
          await page.goto(new URL(path, server.resolvedUrls!.local[0]).href);
          return page;
        },
      });
      if (task.result?.state === "fail") await tellPages(contexts.flatMap((context) => context.pages()));
      for (const context of contexts) await context.close();
      if (errors.length > 0) throw new Error(`the page reported errors:\n${errors.join("\n")}`);
    },
  });
}

export const test = appTest(chromiumFlags);
export const testWithoutAdapter = appTest(withoutWebGpu);
