import type { DtypeChoice, ScanProvider } from "../../worker/modelProtocol";

/** Words for where a model runs. */
export const PROVIDER_NAME: Record<ScanProvider, string> = {
  webgpu: "WebGPU",
  wasm: "wasm",
  wgsl: "the page's own decoder",
};

/** Where to run a choice: where it is wanted, or else the first place that takes it. */
export function providerFor(choice: DtypeChoice | undefined, wanted: ScanProvider): ScanProvider {
  const runs = (provider: ScanProvider) => choice !== undefined && choice[provider].verdict !== "refused";
  return [wanted, "webgpu" as const, "wasm" as const, "wgsl" as const].find(runs) ?? wanted;
}
