import { type ReactNode, useEffect, useId, useRef, useState } from "react";
import { save } from "../parts/save";
import { toCsv } from "./csv";
import { type Figure, type FigureFrame, type FigureTable, PRINT_THEME } from "./figure";
import { clearFigure, drawFigure, figureBlob, followClicks } from "./plotly";
import { SaveMenu } from "./SaveMenu";
import { TableTwin } from "./TableTwin";
import { useFigureTheme } from "./useFigureTheme";
import { type Size, useSize } from "./useSize";
import "./charts.css";

export interface ChartProps {
  /** Heads the panel; a saved picture carries the longer one of its figure. */
  readonly title: string;
  /** What the picture says, in a sentence, for those who do not see it. */
  readonly summary: string;
  readonly source: string;
  /** Name of saved files, without its ending. */
  readonly stem: string;
  /** Stays the same function while the data does. */
  readonly figure: (frame: FigureFrame) => Figure;
  readonly table: () => FigureTable;
  /** Size of the saved picture in CSS pixels. */
  readonly saveSize: Size;
  /** Height in pixels when enlarged to the width of the page. */
  readonly tallHeight: number;
  /** Told the id of a point that is clicked. Stays the same function. */
  readonly onPoint?: (id: string) => void;
  /** Switches of this chart, beside its title. */
  readonly children?: ReactNode;
}

/** Later than the next frame. */
const AFTER_FRAME_MS = 20;

/** A Plotly figure that follows its size and the theme, with its table, and saved as PNG, SVG and CSV. */
export function Chart(props: ChartProps) {
  const { title, summary, source, stem, figure, table, saveSize, tallHeight, onPoint, children } = props;
  const frame = useRef<HTMLDivElement>(null);
  const plot = useRef<HTMLDivElement>(null);
  const size = useSize(frame);
  const theme = useFigureTheme();
  const [error, setError] = useState<string | null>(null);
  const [asTable, setAsTable] = useState(false);
  const [tall, setTall] = useState(false);
  const heading = useId();

  useEffect(() => {
    const root = plot.current;
    if (!root || !size || asTable) return;
    // After the frame that shows what is quick to draw; a change that follows at once replaces this one.
    const timer = window.setTimeout(() => {
      drawFigure(root, figure({ ...size, theme, source, titled: false })).then(
        () => {
          setError(null);
          if (onPoint) followClicks(root, onPoint);
        },
        (reason: Error) => setError(reason.message),
      );
    }, AFTER_FRAME_MS);
    return () => window.clearTimeout(timer);
  }, [figure, size, theme, source, asTable, onPoint]);

  useEffect(() => {
    const root = plot.current;
    if (!root) return;
    return () => void clearFigure(root);
  }, []);

  const savePicture = (format: "png" | "svg") => {
    figureBlob(figure({ ...saveSize, theme: PRINT_THEME, source, titled: true }), format, saveSize).then(
      (blob) => save(blob, `${stem}.${format}`),
      (reason: Error) => setError(`${stem}.${format} could not be made: ${reason.message}`),
    );
  };
  const saveCsv = () => save(new Blob([toCsv(table())], { type: "text/csv" }), `${stem}.csv`);

  return (
    <figure className={tall ? "chart tall" : "chart"} aria-labelledby={heading}>
      <div className="chart-head">
        <h3 id={heading}>{title}</h3>
        {children}
        <div className="tools">
          <button type="button" className="tool" aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
            Table
          </button>
          <SaveMenu
            of={title}
            choices={[
              { label: "PNG, 300 dpi", save: () => savePicture("png") },
              { label: "SVG", save: () => savePicture("svg") },
              { label: "CSV, the numbers", save: saveCsv },
            ]}
          />
          <button
            type="button"
            className="tool"
            aria-pressed={tall}
            aria-label={`Enlarge ${title}`}
            title="Enlarge"
            onClick={() => setTall(!tall)}
          >
            ⤢
          </button>
        </div>
      </div>
      {error && (
        <p className="chart-error" role="alert">
          {error}
        </p>
      )}
      {asTable && <TableTwin caption={title} table={table()} />}
      <div className="chart-frame" ref={frame} hidden={asTable} style={tall ? { height: tallHeight } : undefined}>
        <div ref={plot} role="img" aria-label={summary} />
      </div>
    </figure>
  );
}
