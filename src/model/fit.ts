import type { ModelInfo } from "./modelInfo";
import type { Variant } from "./modelVariant";
import type { RuntimeKind } from "./onnxRuntime";

/** Whether a variant can run somewhere. `tight` and `exceeds` are estimates, `refused` is certain. */
export interface Fit {
  readonly verdict: "fits" | "tight" | "exceeds" | "refused";
  /** A sentence for the eye. */
  readonly reason: string;
}

/** What an adapter can hold; its own limits, not a default device's. */
export interface AdapterLimits {
  readonly features: readonly string[];
  readonly maxBufferBytes: number;
  readonly maxBindingBytes: number;
}

const GB = 1e9;
/** A protobuf message, and so an .onnx file, ends here; larger models keep their weights in other files. */
const MAX_PROTOBUF_BYTES = 2 ** 31;
/** Without JSPI each file is read into one ArrayBuffer, which browsers give up to 2 GiB. */
const MAX_ARRAY_BYTES = 2 ** 31 - 2 ** 16;
const WASM_HEAP_BYTES = 2 ** 32;
/** Code, stacks and activations of one window. */
const WASM_OVERHEAD_BYTES = 0.2 * GB;
/** Of memory whose size is known: the system and the browser use some, too. */
export const TIGHT_SHARE = 0.75;

/** `0.35 GB`, or `12.8 MB` where it is less than a tenth of one. */
export const gigabytes = (bytes: number): string =>
  bytes >= 0.1 * GB ? `${(bytes / GB).toFixed(2)} GB` : `${(bytes / 1e6).toFixed(1)} MB`;

/** Reasons that hold wherever it runs. */
function refusal({ format, files, bytes, missing }: Variant): Fit | undefined {
  if (format.refused) return { verdict: "refused", reason: `${format.refused}: use another dtype` };
  if (format.isCheckpoint) {
    const reason =
      "safetensors hold weights without a graph, which ONNX Runtime needs: the page's own decoder runs them";
    return { verdict: "refused", reason };
  }
  if (missing.length > 0) {
    return { verdict: "refused", reason: `${missing.join(", ")} belongs to it and is missing: add it to the folder` };
  }
  if (files[0]!.bytes > MAX_PROTOBUF_BYTES) {
    return {
      verdict: "refused",
      reason: `an .onnx file ends at 2 GiB, this one has ${gigabytes(bytes)}: it is damaged or no ONNX file`,
    };
  }
  return undefined;
}

/** The embedding is the largest tensor of nearly all models; no tensor is larger than all files. */
function largestTensor({ format, bytes }: Variant, info: ModelInfo): number {
  return Math.min(bytes, info.dVocab * info.dModel * (format.isHalf ? 2 : 4));
}

/**
 * Without JSPI, ONNX Runtime reads all weight files at once, each into one ArrayBuffer, before it takes any of them over: their sum
 * stands in memory beside what the provider holds.
 */
function withReading(fit: Fit, { files, bytes }: Variant, runtime: RuntimeKind): Fit {
  if (runtime !== "asyncify" || fit.verdict === "refused") return fit;
  const largestFile = Math.max(...files.map((file) => file.bytes));
  const peak = `this browser has no JSPI: reading it takes ${gigabytes(bytes)} of memory at the peak`;
  if (largestFile <= MAX_ARRAY_BYTES) return { ...fit, reason: `${fit.reason}; ${peak}` };
  const reason = `a browser without JSPI reads files whole, up to 2 GiB; one has ${gigabytes(largestFile)}: use Chrome 137 or newer`;
  return { verdict: "exceeds", reason: fit.verdict === "exceeds" ? `${fit.reason}; ${reason}` : reason };
}

/** Whether the adapter (null: there is none) holds the variant, and the runtime can bring it there. */
export function fitWebgpu(variant: Variant, info: ModelInfo, adapter: AdapterLimits | null, runtime: RuntimeKind): Fit {
  return withReading(fitAdapter(variant, info, adapter), variant, runtime);
}

function fitAdapter(variant: Variant, info: ModelInfo, adapter: AdapterLimits | null): Fit {
  const { format, bytes } = variant;
  const refused = refusal(variant);
  if (refused) return refused;
  if (!adapter) return { verdict: "refused", reason: "this browser gives no WebGPU adapter" };
  if (format.isInteger) {
    return {
      verdict: "refused",
      reason: "ONNX Runtime has no WebGPU kernels for products of 8-bit integers: it runs on wasm",
    };
  }
  if (format.isHalf && !adapter.features.includes("shader-f16")) {
    return {
      verdict: "refused",
      reason: "this adapter has no 16-bit floats (shader-f16): use a dtype with f32 activations, as q4",
    };
  }
  const largest = largestTensor(variant, info);
  if (largest > adapter.maxBufferBytes) {
    const reason = `its embedding of about ${gigabytes(largest)} is over the adapter's ${gigabytes(adapter.maxBufferBytes)} a buffer`;
    return { verdict: "exceeds", reason };
  }
  if (bytes > adapter.maxBufferBytes) {
    const reason = `${gigabytes(bytes)} on the GPU; the browser does not tell how much memory it has`;
    return { verdict: "tight", reason };
  }
  if (largest > adapter.maxBindingBytes) {
    const reason = `its embedding of about ${gigabytes(largest)} is read in parts of ${gigabytes(adapter.maxBindingBytes)}`;
    return { verdict: "tight", reason };
  }
  return { verdict: "fits", reason: `${gigabytes(bytes)} on the GPU` };
}

/** Whether the wasm provider's heap of 4 GiB holds the variant, and the runtime can bring it there. */
export function fitWasm(variant: Variant, runtime: RuntimeKind): Fit {
  return withReading(fitHeap(variant), variant, runtime);
}

function fitHeap(variant: Variant): Fit {
  const refused = refusal(variant);
  if (refused) return refused;
  const heap = variant.bytes * variant.format.wasmHeapFactor + WASM_OVERHEAD_BYTES;
  const reason = `about ${gigabytes(heap)} of wasm's 4.29 GB heap`;
  if (heap > WASM_HEAP_BYTES) return { verdict: "exceeds", reason };
  return { verdict: heap > TIGHT_SHARE * WASM_HEAP_BYTES ? "tight" : "fits", reason };
}

/** The first of `variants` (which are in order of preference) that `judge` finds fit, else tight; undefined where none is either. */
export function preferredVariant(variants: readonly Variant[], judge: (variant: Variant) => Fit): Variant | undefined {
  const verdicts = variants.map((variant) => judge(variant).verdict);
  const at = verdicts.includes("fits") ? verdicts.indexOf("fits") : verdicts.indexOf("tight");
  return variants[at];
}
