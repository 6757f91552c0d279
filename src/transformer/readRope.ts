import { asJsonObject, type JsonObject, type JsonValue } from "../formats/json";
import { CONFIG_FILE, fieldOf, numberOf, refuseField } from "./configField";
import type { Rope } from "./decoderConfig";

/** What all four families' config classes take where no file says otherwise. */
const THETA = 10_000;

/** The field that holds the scaling: `rope_parameters` of newer files, which holds theta too, or `rope_scaling`. */
const scalingField = (config: JsonObject): string | null =>
  ["rope_parameters", "rope_scaling"].find((name) => config[name] !== undefined && config[name] !== null) ?? null;

/** Reads the rotary embedding of `config.json`. Throws a FormatError for scalings other than linear and llama3. */
export function readRope(config: JsonObject): Rope {
  const name = scalingField(config);
  const scaling: JsonObject = name === null ? {} : asJsonObject(config[name], `${CONFIG_FILE}: "${name}"`);
  const positive = (value: JsonValue): number | null => numberOf(value) || null;
  const inner = (field: string, fallback?: number): number => fieldOf(scaling, field, positive, fallback, `${name}.`);

  const partial = scaling.partial_rotary_factor ?? config.partial_rotary_factor ?? 1;
  if (partial !== 1)
    refuseField({ partial_rotary_factor: partial }, "partial_rotary_factor", "only whole heads rotate");
  const theta = inner("rope_theta", fieldOf(config, "rope_theta", positive, THETA));
  const kindField = scaling.rope_type === undefined ? "type" : "rope_type";
  const kind = scaling[kindField] ?? "default";
  if (kind === "default") return { theta, scaling: { kind: "none" } };
  if (kind === "linear") return { theta, scaling: { kind, factor: inner("factor") } };
  if (kind !== "llama3") {
    return refuseField(scaling, kindField, "only default, linear and llama3 are supported", `${name}.`);
  }
  const [lowFreqFactor, highFreqFactor] = [inner("low_freq_factor"), inner("high_freq_factor")];
  if (highFreqFactor <= lowFreqFactor) {
    refuseField(scaling, "high_freq_factor", `must exceed low_freq_factor, ${lowFreqFactor}`, `${name}.`);
  }
  return {
    theta,
    scaling: {
      kind,
      factor: inner("factor"),
      lowFreqFactor,
      highFreqFactor,
      originalContext: inner("original_max_position_embeddings"),
    },
  };
}
