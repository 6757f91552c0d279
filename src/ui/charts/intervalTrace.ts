/** Points with a bar each from their lower to their upper bound, lying. */
export interface IntervalTrace {
  readonly type: "scatter";
  readonly mode: "markers";
  readonly name: string;
  readonly x: readonly number[];
  readonly y: readonly number[];
  /** How far the bounds lie from each point. */
  readonly error_x: {
    readonly type: "data";
    readonly symmetric: false;
    readonly array: readonly number[];
    readonly arrayminus: readonly number[];
    readonly color: string;
    readonly thickness: number;
    readonly width: number;
  };
  readonly marker: {
    readonly color: readonly string[];
    readonly size: number;
    readonly symbol: string;
    readonly line: { readonly color: string; readonly width: number };
  };
  readonly customdata: readonly string[];
  readonly hovertemplate: string;
}
