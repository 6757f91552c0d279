import type { Projection } from "../../../evaluate/weightChangeResult";
import type { FigureTheme } from "../../charts/figure";

/** How a projection is drawn: a colour, and a sign beside it for eyes and printers without colour. */
export interface ProjectionStyle {
  readonly name: string;
  readonly color: string;
  readonly marker: string;
  readonly sign: string;
}

export const PROJECTIONS = ["gate", "up", "down", "other"] as const satisfies readonly Projection[];

/** Gurgurov et al. 2025, examine_weights.py; the rest is not in it. */
const PUBLISHED: Readonly<Record<Projection, string>> = {
  gate: "rgb(0,0,255)",
  up: "rgb(255,165,0)",
  down: "rgb(0,128,0)",
  other: "rgb(128,128,128)",
};

const SIGNS: Readonly<Record<Projection, Omit<ProjectionStyle, "color">>> = {
  gate: { name: "gate", marker: "circle", sign: "●" },
  up: { name: "up", marker: "triangle-up", sign: "▲" },
  down: { name: "down", marker: "square", sign: "■" },
  other: { name: "other", marker: "diamond", sign: "◆" },
};

/** The page's blue, orange, green and pink, or the published scripts' colours. */
export function projectionStyle(
  projection: Projection,
  { series }: FigureTheme,
  isPublished: boolean,
): ProjectionStyle {
  const color = isPublished ? PUBLISHED[projection] : series[PROJECTIONS.indexOf(projection)]!;
  return { ...SIGNS[projection], color };
}

/** The same colour, for a swatch on the page. */
export const swatchColor = (projection: Projection, isPublished: boolean): string =>
  isPublished ? PUBLISHED[projection] : `var(--lang-${PROJECTIONS.indexOf(projection)})`;

export const signOf = (projection: Projection): string => SIGNS[projection].sign;
