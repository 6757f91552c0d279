import { commands } from "vitest/browser";
import { type Gpu, requestDevice } from "../src/gpu/device";
import type { BenchReport } from "./benchReport";

declare module "vitest/browser" {
  interface BrowserCommands {
    saveReport(name: string, report: BenchReport): Promise<void>;
    cpuSeconds(): Promise<number>;
  }
}

/** Saves the numbers of a bench that ran in the browser; adds the adapter it ran on. */
export function saveReport(name: string, report: Omit<BenchReport, "ranOn">, gpu: Gpu | null): Promise<void> {
  return commands.saveReport(name, { ...report, ranOn: gpu ? adapterOf(gpu) : {} });
}

/** Processor time of the browser's processes so far, in seconds. */
export const cpuSeconds = (): Promise<number> => commands.cpuSeconds();

function adapterOf({ adapterInfo, isSoftware, features }: Gpu): Record<string, string> {
  const { vendor, architecture, device, description } = adapterInfo;
  const name = [vendor, architecture, device, description].filter((part) => part !== "").join(", ");
  return {
    adapter: `${name} (${isSoftware ? "software" : "a GPU"})`,
    subgroups: String(features.includes("subgroups")),
  };
}

/** The adapter's device with all features, or one without subgroups. No adapter fails the bench. */
export async function needDevice(subgroups = true): Promise<Gpu> {
  const gpu = await requestDevice({ subgroups });
  if (!gpu) throw new Error("no WebGPU adapter: start Chromium with --enable-unsafe-webgpu");
  return gpu;
}
