import type { Figure } from "./figure";

type Plotly = typeof import("plotly.js/dist/plotly-cartesian.min.js").default;

let loading: Promise<Plotly> | null = null;

/** Plotly, fetched when the first chart is drawn: the page's first load does without it. */
export function loadPlotly(): Promise<Plotly> {
  loading ??= import("plotly.js/dist/plotly-cartesian.min.js").then(
    (module) => module.default,
    (error: Error) => {
      loading = null;
      throw new Error(`The chart library could not be fetched (${error.message}). Reload the page, or see the table.`);
    },
  );
  return loading;
}

/** Draws a figure into `root`, or draws it anew there. */
export async function drawFigure(root: HTMLElement, figure: Figure): Promise<void> {
  const plotly = await loadPlotly();
  await plotly.react(root, figure.data, figure.layout, {
    displayModeBar: false,
    responsive: false,
    doubleClick: false,
  });
}

/** Frees what a chart holds. */
export async function clearFigure(root: HTMLElement): Promise<void> {
  if (loading) (await loading).purge(root);
}

/** Pixels per CSS pixel that make 300 dots an inch. */
const PRINT_SCALE = 300 / 96;

/** The figure as a file: PNG at 300 dpi, or SVG. */
export async function figureBlob(
  figure: Figure,
  format: "png" | "svg",
  size: { width: number; height: number },
): Promise<Blob> {
  const plotly = await loadPlotly();
  const url = await plotly.toImage(figure, { format, ...size, ...(format === "png" ? { scale: PRINT_SCALE } : {}) });
  return (await fetch(url)).blob();
}
