import { asJsonObject, type JsonObject, type JsonValue } from "../formats/json";
import { CONFIG_FILE, fieldOf, numberOf, refuseField } from "./configField";
import type { Rope } from "./decoderConfig";

/** What all four families' config classes take where no file says otherwise. */
const THETA = 10_000;

const isGiven = (value: JsonValue | undefined): boolean => value !== undefined && value !== null;

/** Entries in an order of their own, without what only `rope_parameters` holds. */
const comparable = ({ rope_theta: _, ...scaling }: JsonObject): string =>
  JSON.stringify(Object.entries(scaling).sort(([a], [b]) => (a < b ? -1 : 1)));

/** The field that holds the scaling, and what is in it: `rope_parameters` of newer files, which holds theta too, or `rope_scaling`. */
function scalingOf(config: JsonObject): { readonly name: string | null; readonly scaling: JsonObject } {
  const names = ["rope_parameters", "rope_scaling"].filter((name) => isGiven(config[name]));
  const [first, second] = names.map((name) => asJsonObject(config[name], `${CONFIG_FILE}: "${name}"`));
  for (const [field, value] of Object.entries(first ?? {})) {
    // Such a file gives each kind of attention a rotation of its own.
    if (typeof value === "object" && value !== null) {
      refuseField(first!, field, "only one rotation for all layers is supported", `${names[0]}.`);
    }
  }
  if (first && second && comparable(first) !== comparable(second)) {
    refuseField(config, "rope_scaling", '"rope_parameters" says otherwise');
  }
  return { name: names[0] ?? null, scaling: first ?? {} };
}

/**
 * Reads the rotary embedding of `config.json`. Throws a FormatError for scalings other than linear and llama3, and where two fields
 * contradict each other.
 */
export function readRope(config: JsonObject): Rope {
  const { name, scaling } = scalingOf(config);
  const positive = (value: JsonValue): number | null => numberOf(value) || null;
  const inner = (field: string, fallback?: number): number => fieldOf(scaling, field, positive, fallback, `${name}.`);

  for (const [object, path] of [
    [config, ""],
    [scaling, `${name}.`],
  ] as const) {
    if ((object.partial_rotary_factor ?? 1) !== 1) {
      refuseField(object, "partial_rotary_factor", "only whole heads rotate", path);
    }
  }
  const theta = inner("rope_theta", fieldOf(config, "rope_theta", positive, THETA));
  if (isGiven(config.rope_theta) && config.rope_theta !== theta) {
    refuseField(config, "rope_theta", `"${name}.rope_theta" is ${theta}`);
  }
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
