import { existsSync, readdirSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";

/** Vulkan on the CPU as Chromium and Chrome ship it. */
export interface SoftwareDriver {
  /** For `VK_ICD_FILENAMES`. */
  readonly manifest: string;
  /** Chromium's own Vulkan loader; null where it ships none. */
  readonly loader: string | null;
}

const FOLDERS = [
  "/usr/lib/chromium",
  "/usr/lib/chromium-browser",
  "/usr/lib64/chromium-browser",
  "/opt/google/chrome",
  "/opt/google/chrome-beta",
  "/opt/chromium.org/chromium",
  "/snap/chromium/current/usr/lib/chromium-browser",
];

/** Where Playwright keeps its browsers. */
function playwrightFolders(): string[] {
  const cache = join(homedir(), ".cache", "ms-playwright");
  if (!existsSync(cache)) return [];
  const builds = readdirSync(cache).filter((name) => name.startsWith("chromium"));
  return builds.flatMap((build) => ["chrome-linux", "chrome-linux64"].map((name) => join(cache, build, name)));
}

/** Folders that may hold the driver, the named browser's first. */
export const browserFolders = (chromePath: string | undefined = process.env.CHROME_PATH): string[] => [
  ...(chromePath ? [dirname(chromePath)] : []),
  ...FOLDERS,
  ...playwrightFolders(),
];

/** The first driver in these folders. */
export function findSoftwareDriver(folders: readonly string[] = browserFolders()): SoftwareDriver | undefined {
  for (const folder of folders) {
    const manifest = join(folder, "vk_swiftshader_icd.json");
    if (!existsSync(manifest)) continue;
    const loader = join(folder, "libvulkan.so.1");
    return { manifest, loader: existsSync(loader) ? loader : null };
  }
  return undefined;
}
