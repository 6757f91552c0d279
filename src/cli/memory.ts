import type { Gpu } from "../gpu/device";
import type { AdapterLimits, Fit } from "../model/fit";
import type { CommandContext } from "./command";

export const adapterLimits = ({ limits, features }: Gpu): AdapterLimits => ({
  features,
  maxBufferBytes: limits.maxBufferSize,
  maxBindingBytes: limits.maxStorageBufferBindingSize,
});

/** Tells whether the GPU holds a run; throws where it surely does not. */
export function checkFit({ verdict, reason }: Fit, { progress }: CommandContext): void {
  if (verdict === "exceeds" || verdict === "refused") throw new Error(`this run does not fit the GPU: ${reason}`);
  progress.say(`memory ${verdict === "fits" ? "fits" : "is tight"}: ${reason}`);
}
