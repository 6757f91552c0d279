import { asJsonObject, isJsonObject, type JsonObject, type JsonValue, parseJson } from "../formats/json";
import type { LapeConfig } from "../lape/lapeResult";
import { MANIFEST_FORMAT, type Manifest, selectionSettings } from "./manifest";

/** A manifest that came with a file, as it is. What is none gives a warning: the file's data may still be good. */
export function readManifest(value: JsonValue | undefined, warnings: string[]): Manifest | undefined {
  if (value === undefined || value === null) return undefined;
  try {
    const manifest = asJsonObject(typeof value === "string" ? parseJson(value, "the manifest") : value, "the manifest");
    if (manifest.format === MANIFEST_FORMAT) return { ...manifest, format: MANIFEST_FORMAT };
    warnings.push(`the manifest in the file is not a ${MANIFEST_FORMAT}; it was left out`);
  } catch (error) {
    warnings.push(`the manifest in the file was left out: ${error instanceof Error ? error.message : String(error)}`);
  }
  return undefined;
}

const objectOr = (value: JsonValue | undefined): JsonObject => (isJsonObject(value) ? value : {});

/** The manifest of counts that came with one, for what is made of them here: as it was, but for the settings of the selection. */
export function withSelection(manifest: Manifest, selection: LapeConfig | null): Manifest {
  const settings = { ...objectOr(manifest.settings), selection: selection && selectionSettings(selection) };
  return { ...manifest, settings };
}

/** What a manifest tells of the counts it came with; null where it does not. */
export interface CountsOrigin {
  readonly modelName: string | null;
  readonly dtype: string | null;
  /** ISO. */
  readonly date: string | null;
  readonly complete: boolean | null;
}

/** Whatever the manifest says that is none of these is not told. */
export function originOf(manifest: Manifest | undefined): CountsOrigin {
  const { name, dtype } = objectOr(manifest?.model);
  const { date, complete } = objectOr(manifest);
  return {
    modelName: typeof name === "string" && name !== "" ? name : null,
    dtype: typeof dtype === "string" ? dtype : null,
    date: typeof date === "string" && !Number.isNaN(Date.parse(date)) ? new Date(date).toISOString() : null,
    complete: typeof complete === "boolean" ? complete : null,
  };
}
