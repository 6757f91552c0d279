import { constants } from "node:os";
import { type Gpu, requestDevice } from "../gpu/device";
import { findSoftwareDriver, type SoftwareDriver } from "./softwareDriver";

/** Of dlopen on Linux: a library stays although nobody holds it open. Node names it nowhere. */
const RTLD_NODELETE = 0x1000;

/** What to do where there is no adapter. */
const NO_ADAPTER = `no GPU was found through Vulkan. Install your GPU's driver (on Debian and Ubuntu the loader is libvulkan1), or,
to compute on the CPU, Chromium or Chrome, whose software driver is found by itself (apt-get install chromium; CHROME_PATH names
one elsewhere). VK_ICD_FILENAMES=/path/to/icd.json names a driver that is not found.`;

/** Nothing else holds Dawn's instance, which must outlive its devices. */
let held: GPU | undefined;

/** Dawn's `navigator.gpu`. Rejects where the optional package is not installed. */
async function openDawn(): Promise<GPU> {
  const dawn = await import("webgpu").catch((error: unknown) => {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`WebGPU for Node is missing (${why}): npm install webgpu@0.6.2`);
  });
  Object.assign(globalThis, dawn.globals);
  held = dawn.create(process.platform === "linux" ? ["backend=vulkan"] : []);
  return held;
}

/** Brings a library into this process, where Dawn then finds it by its name; false where there is none. */
function loadLibrary(path: string): boolean {
  const flags = constants.dlopen.RTLD_NOW | constants.dlopen.RTLD_GLOBAL | RTLD_NODELETE;
  try {
    process.dlopen({ exports: {} }, path, flags);
    return true;
  } catch (error) {
    // That it is no addon of Node's is said of a library that was loaded, and that stays.
    return error instanceof Error && error.message.includes("self-register");
  }
}

/** Chromium's software driver, with a Vulkan loader in this process: the system's, or Chromium's own where there is none. */
function prepareVulkan(): SoftwareDriver | undefined {
  if (process.platform !== "linux") return undefined;
  const driver = findSoftwareDriver();
  if (!loadLibrary("libvulkan.so.1") && driver?.loader) loadLibrary(driver.loader);
  return process.env.VK_ICD_FILENAMES ? undefined : driver;
}

/**
 * A device of the machine's GPU through Dawn; where there is none, or with `software`, one of the software driver that Chromium or
 * Chrome ship. Rejects with what to install where there is neither.
 */
export async function dawnDevice({ software = false }: { readonly software?: boolean } = {}): Promise<Gpu> {
  const driver = prepareVulkan();
  const own = software && driver ? null : await requestDevice({}, await openDawn());
  if (own) return own;
  if (driver) {
    process.env.VK_ICD_FILENAMES = driver.manifest;
    const onCpu = await requestDevice({}, await openDawn());
    if (onCpu) return onCpu;
  }
  throw new Error(NO_ADAPTER);
}
