import type { ImportOptions, PackingConfig } from "../corpus/corpus";
import { checkJson, type JsonObject } from "../formats/json";
import type { LapeConfig } from "../lape/lapeResult";

/** What is known of the run that made a result. Null: that step was not taken, or is not known. */
export interface RunRecord {
  readonly appVersion: string;
  readonly date: Date;
  readonly model: {
    readonly name: string;
    readonly hash: string;
    readonly dtype: string;
    readonly nLayers: number;
    readonly dMlp: number;
  } | null;
  /** What was cut from the model and changed in it to read its gates, and the activation function that was found. */
  readonly surgery: {
    readonly actFn: string;
    readonly nodesBefore: number;
    readonly nodesAfter: number;
    readonly bytesBefore: number;
    readonly bytesAfter: number;
    /** MatMulNBits nodes whose accuracy level was set anew. */
    readonly accuracyLevelForced: number;
  } | null;
  /** Languages of the corpus that were counted, with their tokens. */
  readonly corpus: { readonly hash: string; readonly tokens: readonly { language: string; tokens: number }[] } | null;
  /** How the text was read from its files. */
  readonly reading: Pick<ImportOptions, "removeDuplicates" | "textField" | "languageField"> | null;
  /** `batchWindows`: windows a run of the model; it decides the order in which sums of activations are added up. */
  readonly scan: (PackingConfig & { readonly batchWindows: number }) | null;
  /** Whether all that was to be counted had been. */
  readonly complete: boolean | null;
  readonly selection: LapeConfig | null;
  /** Version by package, such as `onnxruntime-web`. */
  readonly versions: Readonly<Record<string, string>>;
  /** Null where nothing ran on a GPU. `features`: those that the device was requested with. */
  readonly adapter: {
    readonly vendor: string;
    readonly architecture: string;
    readonly features: readonly string[];
  } | null;
  readonly provider: string | null;
  /** The browser's user agent. */
  readonly browser: string | null;
  readonly selfCheck: {
    readonly passed: boolean;
    readonly partial: boolean;
    readonly tolerance: number;
    readonly ratePerLayer: readonly number[];
    readonly worst: { readonly layer: number; readonly token: number; readonly neuron: number } | null;
    readonly nCompared: number;
    readonly device: string;
  } | null;
}

export const MANIFEST_FORMAT = "babelscope-manifest";

/** What made a result, as JSON. Everything but the format is as written by some version of this program: check before use. */
export type Manifest = JsonObject & { readonly format: typeof MANIFEST_FORMAT };

/** What every record of a run says. */
export type RunHeader = Pick<
  RunRecord,
  "appVersion" | "date" | "model" | "versions" | "adapter" | "provider" | "browser"
>;

/** The fields of a manifest that are the same whatever was run. */
export function manifestHeader({ appVersion, date, model, versions, adapter, provider, browser }: RunHeader) {
  return {
    format: MANIFEST_FORMAT,
    version: 1,
    app: { name: "babelscope", version: appVersion },
    date: date.toISOString(),
    model: model && {
      name: model.name,
      hash: model.hash,
      dtype: model.dtype,
      n_layers: model.nLayers,
      d_mlp: model.dMlp,
    },
    versions: { ...versions },
    adapter: adapter && { ...adapter },
    provider,
    browser,
  } as const;
}

/** The manifest that goes with every export of a scan (formats.md). A number that JSON cannot hold is an error that names it. */
export function buildManifest(run: RunRecord): Manifest {
  const { surgery, corpus, reading, scan, selection, selfCheck } = run;
  const manifest: Manifest = {
    ...manifestHeader(run),
    surgery: surgery && {
      act_fn: surgery.actFn,
      nodes_before: surgery.nodesBefore,
      nodes_after: surgery.nodesAfter,
      bytes_before: surgery.bytesBefore,
      bytes_after: surgery.bytesAfter,
      accuracy_level_forced: surgery.accuracyLevelForced,
    },
    corpus: corpus && {
      hash: corpus.hash,
      tokens: corpus.tokens.map(({ language, tokens }) => ({ language, tokens })),
    },
    settings: {
      reading: reading && readingFields(reading),
      scan: scan && scanSettings(scan),
      selection: selection && selectionSettings(selection),
    },
    complete: run.complete,
    seed: scan?.seed ?? null,
    self_check: selfCheck && {
      passed: selfCheck.passed,
      partial: selfCheck.partial,
      tolerance: selfCheck.tolerance,
      rate_per_layer: selfCheck.ratePerLayer,
      worst: selfCheck.worst && { ...selfCheck.worst },
      n_compared: selfCheck.nCompared,
      device: selfCheck.device,
    },
  };
  checkJson(manifest, "manifest");
  return manifest;
}

function readingFields(reading: NonNullable<RunRecord["reading"]>): JsonObject {
  return {
    remove_duplicates: reading.removeDuplicates ?? false,
    text_field: reading.textField ?? null,
    language_field: reading.languageField ?? null,
  };
}

function scanSettings(scan: NonNullable<RunRecord["scan"]>): JsonObject {
  return {
    seq_len: scan.seqLen,
    bos_token_id: scan.bosTokenId ?? null,
    one_document_a_window: scan.oneDocumentAWindow ?? false,
    tokens_per_language: scan.tokensPerLanguage ?? null,
    batch_windows: scan.batchWindows,
  };
}

/** As a manifest says them. */
export function selectionSettings(selection: LapeConfig): JsonObject {
  return {
    top_rate: selection.topRate,
    filter_rate: selection.filterRate,
    activation_bar_ratio: selection.activationBarRatio,
  };
}

/** The manifest alone as a file. */
export function exportManifest(manifest: Manifest): Blob {
  return new Blob([`${JSON.stringify(manifest, null, 2)}\n`], { type: "application/json" });
}
