import { compareLayer, type GateShape, judge, type SelfCheckResult } from "../../src/model/selfCheck";

/**
 * The comparison as a whole, of one window whose layers, f32[n_tokens, d_mlp] each, are all at hand: its definition.
 * `runSelfCheck` takes the same steps, a layer at a time.
 */
export function compareGates(
  reference: readonly Float32Array[],
  candidate: readonly Float32Array[],
  shape: GateShape,
): SelfCheckResult {
  if (candidate.length !== reference.length) {
    throw new RangeError(`${candidate.length} candidate layers for ${reference.length} reference layers`);
  }
  return judge(
    reference.map((gates, layer) => compareLayer(layer, gates, candidate[layer]!, shape)),
    shape,
  );
}
