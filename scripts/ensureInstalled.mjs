// Installs the dependencies on a fresh clone, without their install scripts: none is needed. Uses only what Node ships, because
// nothing else is there yet.
import { spawnSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";

const installed = "node_modules/.package-lock.json";
const fresh = existsSync(installed) && statSync(installed).mtimeMs >= statSync("package-lock.json").mtimeMs;
if (!fresh) {
  console.error("Installing dependencies (once) ...");
  // Not "npm ci": it refuses a lock file made where a registry lacks some platforms' optional binaries.
  const args = ["install", "--no-save", "--ignore-scripts"];
  const { status } = spawnSync("npm", args, { stdio: "inherit", shell: process.platform === "win32" });
  process.exitCode = status ?? 1;
}
