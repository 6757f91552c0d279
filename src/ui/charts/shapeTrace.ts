/** Points without lines. */
export interface PointTrace {
  readonly type: "scatter";
  readonly mode: "markers";
  readonly name: string;
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly marker: {
    readonly color: string;
    readonly size: number;
    readonly symbol: string;
    readonly opacity: number;
    readonly line?: { readonly color: string; readonly width: number };
  };
  readonly customdata?: readonly string[];
  /** What a click on a point tells. */
  readonly ids?: readonly string[];
  readonly hovertemplate: string;
  readonly showlegend?: boolean;
}

/** A closed shape, filled. */
export interface AreaTrace {
  readonly type: "scatter";
  readonly mode: "lines";
  readonly name: string;
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly fill: "toself";
  readonly fillcolor: string;
  readonly line: { readonly color: string; readonly width: number };
  readonly hoverinfo: "skip";
  readonly showlegend: boolean;
}

/** Bars side by side; `x` are their middles. */
export interface BarTrace {
  readonly type: "bar";
  readonly name: string;
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly width: number;
  readonly marker: { readonly color: string };
  readonly customdata: readonly string[];
  readonly hovertemplate: string;
}

/** Boxes from quartiles that are known, one for each of `x`. */
export interface BoxTrace {
  readonly type: "box";
  readonly name: string;
  readonly x: readonly number[];
  readonly q1: readonly number[];
  readonly median: readonly number[];
  readonly q3: readonly number[];
  readonly lowerfence: readonly number[];
  readonly upperfence: readonly number[];
  readonly fillcolor: string;
  readonly line: { readonly color: string; readonly width: number };
  readonly marker: { readonly color: string };
  readonly showlegend: boolean;
}

export type ShapeTrace = PointTrace | AreaTrace | BarTrace | BoxTrace;
