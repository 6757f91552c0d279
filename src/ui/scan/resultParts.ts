import type { ScanProvider } from "../../worker/modelProtocol";
import type { ResultSummary } from "../../worker/selectionProtocol";
import { formatBytes, formatCount, formatDuration, formatPlural, formatSpeed } from "../format";

const PROVIDER_NAME: Record<ScanProvider, string> = { webgpu: "WebGPU", wasm: "wasm", wgsl: "own decoder" };

/** What was counted, where, how fast, and what memory it took; of counts from a file, what the file says. */
export function resultParts(result: ResultSummary): string[] {
  const { languages, n, nLayers, dMlp, seqLen, provider, tokensPerSecond, seconds, wasmHeapBytes } = result;
  const tokens = n.reduce((sum, count) => sum + count, 0);
  return [
    formatPlural(tokens, "token"),
    formatPlural(languages.length, "language"),
    `${nLayers} × ${formatCount(dMlp)} neurons`,
    ...(seqLen === null ? [] : [`windows of ${formatCount(seqLen)}`]),
    ...(provider === null ? [] : [PROVIDER_NAME[provider]]),
    ...(tokensPerSecond === null ? [] : [formatSpeed(tokensPerSecond)]),
    ...(seconds === null ? [] : [`in ${formatDuration(seconds)}`]),
    // Both providers have it: WebGPU's code and small tensors live there.
    ...(wasmHeapBytes === null ? [] : [`wasm heap ${formatBytes(wasmHeapBytes)}`]),
  ];
}
