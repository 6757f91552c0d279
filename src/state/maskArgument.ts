/** Neurons as a script gives them; see `toNeurons`. */
export type MaskArgument =
  | readonly (readonly number[])[]
  | Readonly<Record<string, readonly number[]>>
  | { readonly languages: readonly string[]; readonly neurons: readonly (readonly (readonly number[])[])[] };

function isOfLanguages(mask: MaskArgument): mask is Extract<MaskArgument, { neurons: unknown }> {
  return "languages" in mask && "neurons" in mask;
}

/** Neurons from [layer][indices], from an object { layer: indices }, or of a language out of what `select()` gives. */
export function toNeurons(
  mask: MaskArgument,
  language: string | undefined,
  nLayers: number,
): readonly (readonly number[])[] {
  if (Array.isArray(mask)) return mask;
  if (isOfLanguages(mask)) {
    const k = mask.languages.indexOf(language ?? "");
    if (k < 0) throw new RangeError(`the mask has no ${language}: it has ${mask.languages.join(", ")}`);
    return mask.neurons[k]!;
  }
  const byLayer = mask as Readonly<Record<string, readonly number[]>>;
  const strange = Object.keys(byLayer).find((key) => !/^\d+$/.test(key) || Number(key) >= nLayers);
  if (strange !== undefined) throw new RangeError(`the mask has a layer "${strange}": layers are 0 to ${nLayers - 1}`);
  return Array.from({ length: nLayers }, (_, l) => byLayer[l] ?? []);
}
