/** The part of Plotly's heatmap trace that we use; its published types know no numbers in two directions. */
export interface HeatmapTrace {
  readonly type: "heatmap";
  readonly z: readonly (readonly (number | null)[])[];
  readonly customdata: readonly (readonly string[])[];
  readonly hovertemplate: string;
  readonly colorscale: readonly (readonly [number, string])[];
  readonly zmin: number;
  readonly zmax: number;
  readonly xgap: number;
  readonly ygap: number;
  readonly hoverongaps: boolean;
  readonly showscale: boolean;
  readonly colorbar?: object;
  /** Where there are several plots: x2, y2. */
  readonly xaxis?: string;
  readonly yaxis?: string;
}

/** Numbers over the cells of a heatmap. Plotly would colour them itself, but too faintly to be read on middle tones. */
export interface CellTextTrace {
  readonly type: "scatter";
  readonly mode: "text";
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly text: readonly string[];
  readonly textfont: { readonly size: number; readonly color: readonly string[] };
  readonly hoverinfo: "skip";
  readonly xaxis?: string;
  readonly yaxis?: string;
}
