/** Neurons by language and layer: `neurons[language][layer]` holds sorted indices below `dMlp`; empty layers are present. */
export interface NeuronMask {
  readonly languages: readonly string[];
  readonly nLayers: number;
  readonly dMlp: number;
  readonly neurons: readonly (readonly Int32Array<ArrayBuffer>[])[];
}
