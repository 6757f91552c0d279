import { upload } from "../gpu/buffers";
import type { InterventionOp } from "../kernels/intervention";
import type { DecoderConfig } from "./decoderConfig";

/**
 * A change of chosen neurons of one layer, at every token: of their gates (`gate`, which is `blocks.{l}.mlp.hook_pre`), or of what
 * the activation function makes of them (`act`, before it is multiplied with up), as published steering does.
 */
export interface Intervention {
  readonly layer: number;
  readonly at: "gate" | "act";
  readonly op: InterventionOp;
  /** Neurons, each at most once. */
  readonly index: Uint32Array<ArrayBuffer>;
  /** One value for each of them. */
  readonly value: Float32Array<ArrayBuffer>;
}

/** Interventions of one layer on the GPU, in the order they were given. */
export type LayerInterventions = readonly {
  readonly at: Intervention["at"];
  readonly op: InterventionOp;
  readonly count: number;
  readonly index: GPUBuffer;
  readonly value: GPUBuffer;
}[];

/** Interventions on the GPU. */
export interface PlacedInterventions {
  of(layer: number): LayerInterventions;
  destroy(): void;
}

function check({ layer, index, value }: Intervention, { nLayers, dMlp }: DecoderConfig): void {
  const refuse = (why: string): never => {
    throw new RangeError(`intervention in layer ${layer}: ${why}`);
  };
  if (!Number.isInteger(layer) || layer < 0 || layer >= nLayers) refuse(`the model has ${nLayers} layers`);
  if (index.length !== value.length) refuse(`${index.length} neurons and ${value.length} values`);
  const beyond = index.find((neuron) => neuron >= dMlp);
  if (beyond !== undefined) refuse(`there is no neuron ${beyond} of ${dMlp}`);
  if (new Set(index).size !== index.length) refuse("a neuron is given twice");
}

/** Behind the activation each intervention begins from the gate, so that a second one would undo the first. */
function checkOnce(interventions: readonly Intervention[]): void {
  const seen = new Set<string>();
  for (const { layer, at, index } of interventions) {
    if (at !== "act") continue;
    for (const neuron of index) {
      const name = `L${layer}N${neuron}`;
      if (seen.has(name)) throw new RangeError(`the activation of ${name} is changed by two interventions`);
      seen.add(name);
    }
  }
}

/** Uploads interventions; those of no neurons are left out. Throws a RangeError that names the layer. */
export function placeInterventions(
  device: GPUDevice,
  config: DecoderConfig,
  interventions: readonly Intervention[],
): PlacedInterventions {
  for (const intervention of interventions) check(intervention, config);
  checkOnce(interventions);
  const placed = interventions
    .filter(({ index }) => index.length > 0)
    .map(({ layer, at, op, index, value }) => ({
      layer,
      at,
      op,
      count: index.length,
      index: upload(device, index, "intervention.index"),
      value: upload(device, value, "intervention.value"),
    }));
  return {
    of: (layer) => placed.filter((one) => one.layer === layer),
    destroy() {
      for (const { index, value } of placed) for (const buffer of [index, value]) buffer.destroy();
    },
  };
}

/** Runs `work` with the interventions on the GPU, and frees them when it has settled. Rejects where they cannot be made. */
export async function intervening<T>(
  { device, config }: { readonly device: GPUDevice; readonly config: DecoderConfig },
  interventions: readonly Intervention[] | undefined,
  work: (placed: PlacedInterventions) => Promise<T>,
): Promise<T> {
  const placed = placeInterventions(device, config, interventions ?? []);
  try {
    return await work(placed);
  } finally {
    placed.destroy();
  }
}
