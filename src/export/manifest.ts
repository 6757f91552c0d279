import type { PackingConfig } from "../corpus/corpus";
import { asJsonObject, checkJson, type JsonObject, type JsonValue, parseJson } from "../formats/json";
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
  /** Languages of the corpus that were counted, with their tokens. */
  readonly corpus: { readonly hash: string; readonly tokens: readonly { language: string; tokens: number }[] } | null;
  readonly scan: PackingConfig | null;
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

const FORMAT = "babelscope-manifest";

/** What made a result, as JSON. Everything but the format is as written by some version of this program: check before use. */
export type Manifest = JsonObject & { readonly format: typeof FORMAT };

/** The manifest that goes with every export (formats.md). A number that JSON cannot hold is an error that names it. */
export function buildManifest(run: RunRecord): Manifest {
  const { model, corpus, scan, selection, selfCheck } = run;
  const manifest: Manifest = {
    format: FORMAT,
    version: 1,
    app: { name: "babelscope", version: run.appVersion },
    date: run.date.toISOString(),
    model: model && {
      name: model.name,
      hash: model.hash,
      dtype: model.dtype,
      n_layers: model.nLayers,
      d_mlp: model.dMlp,
    },
    corpus: corpus && {
      hash: corpus.hash,
      tokens: corpus.tokens.map(({ language, tokens }) => ({ language, tokens })),
    },
    settings: { scan: scan && scanSettings(scan), selection: selection && selectionSettings(selection) },
    seed: scan?.seed ?? null,
    versions: { ...run.versions },
    adapter: run.adapter && { ...run.adapter },
    provider: run.provider,
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

function scanSettings(scan: PackingConfig): JsonObject {
  return {
    seq_len: scan.seqLen,
    bos_token_id: scan.bosTokenId ?? null,
    one_document_a_window: scan.oneDocumentAWindow ?? false,
    tokens_per_language: scan.tokensPerLanguage ?? null,
  };
}

function selectionSettings(selection: LapeConfig): JsonObject {
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

/** A manifest that came with a file, as it is. What is none gives a warning: the file's data may still be good. */
export function readManifest(value: JsonValue | undefined, warnings: string[]): Manifest | undefined {
  if (value === undefined || value === null) return undefined;
  try {
    const manifest = asJsonObject(typeof value === "string" ? parseJson(value, "the manifest") : value, "the manifest");
    if (manifest.format === FORMAT) return { ...manifest, format: FORMAT };
    warnings.push(`the manifest in the file is not a ${FORMAT}; it was left out`);
  } catch (error) {
    warnings.push(`the manifest in the file was left out: ${error instanceof Error ? error.message : String(error)}`);
  }
  return undefined;
}
