import type { Cell } from "../../charts/mapView";

/** The neurons before and after one, through the layers; null at the ends. */
export function neighbours(
  { layer, index }: Cell,
  nLayers: number,
  dMlp: number,
): { before: Cell | null; after: Cell | null } {
  const flat = layer * dMlp + index;
  const at = (place: number): Cell | null =>
    place < 0 || place >= nLayers * dMlp ? null : { layer: Math.floor(place / dMlp), index: place % dMlp };
  return { before: at(flat - 1), after: at(flat + 1) };
}
