import { checkJson, type JsonObject } from "../formats/json";
import { type Manifest, manifestHeader, type RunHeader } from "./manifest";

/** What is known of an evaluation. */
export interface EvaluationRecord extends RunHeader {
  readonly model: NonNullable<RunHeader["model"]>;
  /** As "perplexity". */
  readonly kind: string;
  /** Texts, settings and seeds. */
  readonly settings: JsonObject;
  /** What changed the base; null where nothing did. */
  readonly run: { readonly name: string; readonly manifest: Manifest } | null;
}

/** The manifest that goes with a measurement. A number that JSON cannot hold is an error that names it. */
export function buildEvaluationManifest(record: EvaluationRecord): Manifest {
  const { kind, settings, run } = record;
  const manifest: Manifest = {
    ...manifestHeader(record),
    settings: { [kind]: settings },
    run: run && { name: run.name, manifest: run.manifest },
  };
  checkJson(manifest, "manifest");
  return manifest;
}
