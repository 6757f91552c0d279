import type { TensorChange } from "../../evaluate/weightChangeResult";
import { type Markup, markup } from "./markup";
import { figureText } from "./numberText";
import { axes, figure, numberTicks, PLOT, place, rangeOf, scaleX, scaleY, ticksOf } from "./svgFrame";

/** Half the room of a layer that a violin takes at its widest. */
const HALF = 0.42;
const BOX_HALF = 0.07;

export interface ViolinChart {
  readonly title: string;
  readonly nLayers: number;
  /** Number of its colour. */
  readonly series: number;
  /** Of layers, one each. */
  readonly tensors: readonly TensorChange[];
}

/** Densities of changes over layers, with a box from quartile to quartile and a line at the median. */
export function violinChart({ title, nLayers, series, tensors }: ViolinChart): Markup {
  const toX = scaleX([-0.6, nLayers - 0.4], PLOT);
  const rangeY = rangeOf(
    tensors.flatMap(({ summary: { min, max } }) => [min, max]),
    true,
  );
  const toY = scaleY(rangeY, PLOT);
  const color = `c${series % 8}`;
  const violins = tensors.map(({ layer, tensor, density: { at, density }, summary: { q1, median, q3, min, max } }) => {
    const middle = layer ?? 0;
    const most = Math.max(...density, Number.MIN_VALUE);
    const side = (sign: 1 | -1): string[] =>
      at.map((value, i) => `${place(toX(middle + (sign * HALF * density[i]!) / most))},${place(toY(value))}`);
    const outline = [...side(-1), ...side(1).reverse()].join(" ");
    const [left, right] = [toX(middle - BOX_HALF), toX(middle + BOX_HALF)];
    return markup`<g><title>${tensor}: ${[min, q1, median, q3, max].map(figureText).join(" | ")}</title><polygon class="violin ${color}" points="${outline}"/><rect class="fill ${color}" x="${place(left)}" y="${place(toY(q3))}" width="${place(right - left)}" height="${place(Math.max(1, toY(q1) - toY(q3)))}"/><line class="median" x1="${place(left)}" x2="${place(right)}" y1="${place(toY(median))}" y2="${place(toY(median))}"/></g>`;
  });
  const step = Math.ceil(nLayers / 16);
  const layers = Array.from({ length: nLayers }, (_, layer) => layer).filter((layer) => layer % step === 0);
  const drawn = [
    axes(
      { title: "layer", ticks: numberTicks(layers, toX) },
      { title: "change of a weight", ticks: numberTicks(ticksOf(rangeY, 6), toY) },
      PLOT,
    ),
    ...violins,
  ];
  return figure(title, `${title}: a violin for each of ${tensors.length} layers`, PLOT, drawn);
}
