/** The part of Plotly's scatter trace that lines use. */
export interface LineTrace {
  readonly type: "scatter";
  readonly mode: "lines" | "lines+markers";
  readonly name: string;
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly line: { readonly color: string; readonly width: number; readonly dash: string };
  readonly marker: { readonly color: string; readonly size: number; readonly symbol: string };
  /** What the pointer reads of each point, where the numbers alone do not say it. */
  readonly customdata?: readonly string[];
  readonly hovertemplate: string;
  /** The pointer finds what lies below. */
  readonly hoverinfo?: "skip";
  readonly showlegend?: boolean;
}
