import type { ActivationStats } from "../lape/activationStats";
import type { NeuronMask } from "../lape/neuronMask";
import type { Intervention } from "../transformer/interventions";

/**
 * What is done to act_fn(gate) of a language's neurons at every token, before it is multiplied with up, as published scripts do
 * (Tang et al. 2024; Gurgurov et al. 2025, Language Arithmetics). Means are over all tokens of a language in the scan.
 * - `set`: becomes `amount`. The first sets 0, the second -1 to silence a language.
 * - `add`: plus `amount` times the language's mean.
 * - `replace`: becomes the language's mean. `amount` has no part in it.
 * - `diffMean`: plus `amount` times the language's mean less the mean of the other languages' means. Published with 1 alone.
 */
export type SteerOp = "set" | "add" | "replace" | "diffMean";

/** The published defaults. */
export const STEER_AMOUNT: Readonly<Record<SteerOp, number>> = { set: 0, add: 1, replace: 1, diffMean: 1 };

export interface SteerStep {
  /** Whose neurons are changed, and whose means they take. */
  readonly language: string;
  readonly op: SteerOp;
  /** See SteerOp; its default is STEER_AMOUNT's. */
  readonly amount?: number | undefined;
  /** Layers whose neurons are changed; all when left out (ours: the papers change all). */
  readonly layers?: readonly number[] | undefined;
}

/** Where neurons and means come from. */
export interface SteerSource {
  readonly mask: NeuronMask;
  /** Null where the mask came without counts: means are not known then. */
  readonly stats: ActivationStats | null;
}

/** What becomes of one neuron's activation: it is set to a value, or has one added. */
interface Change {
  readonly op: "set" | "add";
  readonly value: number;
}

const refuse = (why: string): never => {
  throw new RangeError(`cannot steer: ${why}`);
};

/** Mean activation of neuron j (flat) in a language. */
type MeanOf = (language: string, j: number) => number;

function meansOf(stats: ActivationStats | null): MeanOf {
  if (!stats) return refuse("mean activations are not known: scan text first, a mask alone has none");
  return (language, j) => {
    const k = stats.languages.indexOf(language);
    if (k < 0 || stats.n[k] === 0) return refuse(`no mean activations of ${language}: no text of it was scanned`);
    return stats.actSum[k]![j]! / stats.n[k]!;
  };
}

/** What a step does to neuron j. */
function changeOf(
  { language, op, amount = STEER_AMOUNT[op] }: SteerStep,
  { stats }: SteerSource,
): (j: number) => Change {
  if (!Number.isFinite(amount)) refuse(`the amount is ${amount}`);
  if (op === "set") return () => ({ op: "set", value: amount });
  const meanOf = meansOf(stats);
  if (op === "replace") return (j) => ({ op: "set", value: meanOf(language, j) });
  if (op === "add") return (j) => ({ op: "add", value: amount * meanOf(language, j) });
  const others = stats!.languages.filter((one, k) => one !== language && stats!.n[k]! > 0);
  if (others.length === 0) refuse("a difference of means needs counts of another language");
  return (j) => {
    const mean = others.reduce((sum, one) => sum + meanOf(one, j), 0) / others.length;
    return { op: "add", value: amount * (meanOf(language, j) - mean) };
  };
}

function checkSource({ mask, stats }: SteerSource): void {
  if (stats && (stats.nLayers !== mask.nLayers || stats.dMlp !== mask.dMlp)) {
    const [counts, neurons] = [stats, mask].map(({ nLayers, dMlp }) => `${nLayers} x ${dMlp}`);
    refuse(`the counts are of ${counts} neurons, the mask of ${neurons}`);
  }
}

/**
 * Steps as interventions. They act one after the other, also on a neuron of several languages: silencing one language and
 * activating another leaves a shared neuron at the constant plus what is added.
 * Throws a RangeError that says what is missing.
 */
export function steeringInterventions(steps: readonly SteerStep[], source: SteerSource): Intervention[] {
  const { languages, neurons, nLayers, dMlp } = source.mask;
  checkSource(source);
  const changes = Array.from({ length: nLayers }, () => new Map<number, Change>());
  for (const step of steps) {
    const k = languages.indexOf(step.language);
    if (k < 0) refuse(`the mask has no ${step.language}: it has ${languages.join(", ")}`);
    const beyond = step.layers?.find((layer) => !Number.isInteger(layer) || layer < 0 || layer >= nLayers);
    if (beyond !== undefined) refuse(`there is no layer ${beyond} of ${nLayers}`);
    const change = changeOf(step, source);
    for (const [layer, inLayer] of neurons[k]!.entries()) {
      if (step.layers && !step.layers.includes(layer)) continue;
      for (const neuron of inLayer) {
        const { op, value } = change(layer * dMlp + neuron);
        const before = changes[layer]!.get(neuron);
        const after: Change = op === "add" && before ? { op: before.op, value: before.value + value } : { op, value };
        changes[layer]!.set(neuron, after);
      }
    }
  }
  return changes.flatMap((inLayer, layer) =>
    (["set", "add"] as const).flatMap((op) => toIntervention(layer, op, inLayer)),
  );
}

function toIntervention(layer: number, op: Change["op"], changes: ReadonlyMap<number, Change>): Intervention[] {
  const own = [...changes].filter(([, change]) => change.op === op).sort(([a], [b]) => a - b);
  if (own.length === 0) return [];
  const index = Uint32Array.from(own, ([neuron]) => neuron);
  return [{ layer, at: "act", op, index, value: Float32Array.from(own, ([, { value }]) => value) }];
}
