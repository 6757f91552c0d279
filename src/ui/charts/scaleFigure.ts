import type { Figure } from "./figure";

/** Fields of a figure that are pixels. */
const PIXELS = new Set("width height l r t b size xshift yshift standoff thickness xpad ypad xgap ygap".split(" "));

function scaled(value: unknown, key: string, factor: number): unknown {
  if (typeof value === "number") return PIXELS.has(key) ? value * factor : value;
  if (Array.isArray(value)) return value.map((item) => scaled(item, key, factor));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, scaled(field, name, factor)]));
}

/**
 * The same figure drawn `factor` times as large, type and gaps included. Plotly paints cells at the figure's own size and only
 * then enlarges the picture, which blurs their edges; a figure that is large to begin with stays sharp.
 */
export function scaleFigure({ data, layout }: Figure, factor: number): Figure {
  return {
    data: data.map((trace) => scaled(trace, "", factor) as Figure["data"][number]),
    layout: scaled(layout, "", factor) as Figure["layout"],
  };
}
