// The tests drive a real Chrome or Chromium. Debian as root: installed here; elsewhere: one line that says how.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { findChromium } from "./chromium.mjs";

if (!findChromium()) {
  const isDebianRoot = existsSync("/etc/debian_version") && process.getuid?.() === 0;
  if (isDebianRoot) {
    console.error("Installing Debian's chromium (once) ...");
    spawnSync("sh", ["-c", "apt-get update -qq && apt-get install -y -qq chromium"], { stdio: "inherit" });
  }
  if (!findChromium()) {
    console.error("No Chrome or Chromium found. Install one, or name it: CHROME_PATH=/path/to/chrome npm test");
    if (existsSync("/etc/debian_version")) console.error("On Debian or Ubuntu: sudo apt-get install chromium");
    process.exitCode = 1;
  }
}
