/** The bundle with heatmaps, bars and lines only; just what we call of it. */
declare module "plotly.js/dist/plotly-cartesian.min.js" {
  import type { Config, Layout } from "plotly.js";

  interface Plotly {
    react(
      root: HTMLElement,
      data: readonly object[],
      layout: Partial<Layout>,
      config: Partial<Config>,
    ): Promise<HTMLElement>;
    purge(root: HTMLElement): void;
    /** A data URL. */
    toImage(
      figure: { data: readonly object[]; layout: Partial<Layout> },
      options: { format: "png" | "svg"; width: number; height: number; scale?: number },
    ): Promise<string>;
  }
  const plotly: Plotly;
  export default plotly;
}
