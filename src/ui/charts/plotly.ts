import { type Figure, PRINT_SCALE } from "./figure";
import { scaleFigure } from "./scaleFigure";

type Plotly = typeof import("plotly.js/dist/plotly-cartesian.min.js").default;

let loading: Promise<Plotly> | null = null;

/** Plotly, fetched when the first chart is drawn: the page's first load does without it. */
function loadPlotly(): Promise<Plotly> {
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

/** What Plotly makes of an element that it has drawn into. */
interface DrawnElement {
  on(event: "plotly_click", listener: (event: { points: readonly { readonly id?: string }[] }) => void): void;
  removeAllListeners(event: "plotly_click"): void;
}

/** Tells of clicks on points that have an id, in a figure that is drawn; in the place of who was told before. */
export function followClicks(root: HTMLElement, onPoint: (id: string) => void): void {
  const drawn = root as unknown as DrawnElement;
  drawn.removeAllListeners("plotly_click");
  drawn.on("plotly_click", ({ points }) => {
    const id = points[0]?.id;
    if (id !== undefined) onPoint(id);
  });
}

/** Frees what a chart holds. */
export async function clearFigure(root: HTMLElement): Promise<void> {
  if (loading) (await loading).purge(root);
}

/** The figure as a file: PNG at 300 dpi, or SVG. */
export async function figureBlob(
  figure: Figure,
  format: "png" | "svg",
  size: { width: number; height: number },
): Promise<Blob> {
  const plotly = await loadPlotly();
  const factor = format === "png" ? PRINT_SCALE : 1;
  const url = await plotly.toImage(scaleFigure(figure, factor), {
    format,
    width: Math.round(size.width * factor),
    height: Math.round(size.height * factor),
  });
  return (await fetch(url)).blob();
}
