import { existsSync } from "node:fs";

const CANDIDATES = [
  process.env.CHROME_PATH,
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/usr/bin/google-chrome-stable",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
];

/** Path of Chrome or Chromium, or undefined. `CHROME_PATH` wins. */
export function findChromium() {
  return CANDIDATES.find((path) => path && existsSync(path));
}

/** WebGPU on a software adapter where there is no GPU; no sandbox because CI runs as root; no background traffic. */
export const chromiumFlags = [
  "--no-sandbox",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--enable-unsafe-webgpu",
  "--use-webgpu-adapter=swiftshader",
  // The software driver zeroes workgroup memory by one instruction an element, which takes seconds to compile; without this
  // extension Dawn writes a loop that does the same.
  "--disable-dawn-features=use_vulkan_zero_initialize_workgroup_memory_extension",
];
