import type { Layout } from "plotly.js";
import type { CellTextTrace, HeatmapTrace } from "./heatmapTrace";
import type { IntervalTrace } from "./intervalTrace";
import type { LineTrace } from "./lineTrace";
import type { ShapeTrace } from "./shapeTrace";
import { wrapSource } from "./sourceLine";

/** Colours of a figure as CSS strings, resolved: neither Plotly nor a canvas knows CSS variables. */
export interface FigureTheme {
  readonly paper: string;
  readonly text: string;
  /** Ticks, source line. */
  readonly text2: string;
  readonly line: string;
  /** Cells without a value. */
  readonly missing: string;
  /** What is chosen. */
  readonly accent: string;
  /** Lines, one after the other; with a second channel beside the colour. */
  readonly series: readonly string[];
}

/** Pixels a CSS pixel that make 300 dots an inch. */
export const PRINT_SCALE = 300 / 96;

/** Saved figures are made for paper. */
export const PRINT_THEME: FigureTheme = {
  paper: "rgb(255,255,255)",
  text: "rgb(20,22,26)",
  text2: "rgb(80,86,94)",
  line: "rgb(200,204,210)",
  missing: "rgb(236,238,241)",
  accent: "rgb(11,87,196)",
  // The light values of the page's own.
  series: [
    "rgb(0,114,178)",
    "rgb(230,159,0)",
    "rgb(0,158,115)",
    "rgb(204,121,167)",
    "rgb(86,180,233)",
    "rgb(213,94,0)",
    "rgb(0,0,0)",
    "rgb(181,167,0)",
  ],
};

/** How large a figure is drawn, in what colours, and what it says of its origin. */
export interface FigureFrame {
  readonly theme: FigureTheme;
  readonly width: number;
  readonly height: number;
  /** Model, tokens, date: one line, part of the picture. */
  readonly source: string;
  /** Saved pictures carry their title; on the page it stands above as a heading. */
  readonly titled: boolean;
}

/** What Plotly draws. */
export interface Figure {
  readonly data: (HeatmapTrace | CellTextTrace | IntervalTrace | LineTrace | ShapeTrace)[];
  readonly layout: Partial<Layout>;
}

/** The numbers of a figure as a table: for its CSV file and for those who read instead of looking. */
export interface FigureTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number | null)[])[];
}

export const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif';

/** Plotly reads a subset of HTML in every text: names from files must not be read as such. */
export const plainText = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");

export interface Margins {
  readonly l: number;
  readonly r: number;
  readonly t: number;
  readonly b: number;
}

const SOURCE = { size: 10, lineHeight: 13, letter: 5.4, indent: 12 };

function sourceLines({ source, width }: FigureFrame): string[] {
  return wrapSource(source, Math.floor((width - 2 * SOURCE.indent) / SOURCE.letter));
}

/** Room for the source line, which breaks where the figure is narrow. */
export const sourceHeight = (frame: FigureFrame): number => 8 + SOURCE.lineHeight * sourceLines(frame).length;

/** Room above the plot. */
export const topMargin = ({ titled }: FigureFrame): number => (titled ? 36 : 6);

/** The layout all figures share: title above, source line below, nothing that Plotly moves by itself. */
export function baseLayout(title: string, frame: FigureFrame, margin: Margins): Partial<Layout> {
  const { theme, width, height, titled } = frame;
  return {
    width,
    height,
    margin: { ...margin, pad: 0 },
    paper_bgcolor: theme.paper,
    plot_bgcolor: theme.paper,
    font: { family: FONT, size: 11, color: theme.text2 },
    title: {
      text: titled ? plainText(title) : "",
      font: { family: FONT, size: 13, color: theme.text, weight: 600 },
      x: 0,
      xref: "container",
      xanchor: "left",
      y: 1,
      yref: "container",
      yanchor: "top",
      pad: { l: 12, t: 10, r: 0, b: 0 },
    },
    annotations: [
      {
        text: sourceLines(frame).map(plainText).join("<br>"),
        align: "left",
        showarrow: false,
        xref: "paper",
        yref: "paper",
        x: 0,
        y: 0,
        xanchor: "left",
        yanchor: "bottom",
        xshift: SOURCE.indent - margin.l,
        yshift: 4 - margin.b,
        font: { family: FONT, size: SOURCE.size, color: theme.text2 },
      },
    ],
    hoverlabel: { bgcolor: theme.paper, bordercolor: theme.text2, font: { color: theme.text, family: FONT, size: 12 } },
    showlegend: false,
    dragmode: false,
  };
}
