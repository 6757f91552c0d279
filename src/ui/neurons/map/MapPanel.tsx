import { type ReactNode, useId, useMemo, useRef, useState } from "react";
import type { NeuronMap } from "../../../worker/selectionProtocol";
import { type Cell, held, type MapView, wholeMap, zoomAt } from "../../charts/mapView";
import { SaveMenu } from "../../charts/SaveMenu";
import { useFigureTheme } from "../../charts/useFigureTheme";
import { type Size, useSize } from "../../charts/useSize";
import { attempt } from "../../perform";
import { type Aim, MapCanvas, readAim } from "./MapCanvas";
import { MapReadout } from "./MapReadout";
import { type MapScene, plotRect, shapeOf } from "./mapScene";
import { mapStyle } from "./mapStyle";
import { mapSummary } from "./mapSummary";
import { saveMapNumbers, saveMapPicture } from "./saveMap";
import "./map.css";

export interface MapPanelProps {
  readonly map: NeuronMap;
  readonly nLanguages: number;
  readonly source: string;
  /** Name of saved files, without its ending. */
  readonly stem: string;
  readonly chosen: Cell | null;
  readonly onOpen: (cell: Cell) => void;
  /** What the map shows: switches beside its title. */
  readonly children?: ReactNode;
}

const BUTTON_ZOOM = 2;

function useScene({ map, nLanguages, source }: MapPanelProps, size: Size | null, view: MapView | null) {
  const theme = useFigureTheme();
  const style = useMemo(() => mapStyle(map, nLanguages), [map, nLanguages]);
  const scene = useMemo((): MapScene | null => {
    if (!size) return null;
    const frame = { ...size, theme, source, titled: false };
    const shape = shapeOf(map, plotRect(frame));
    return { map, style, view: view ? held(shape, view) : wholeMap(shape), frame };
  }, [map, style, size, view, theme, source]);
  return { style, scene };
}

/** The layer x neuron map: every neuron a cell, from the whole model down to a single one. */
export function MapPanel(props: MapPanelProps) {
  const { map, stem, chosen, onOpen, children } = props;
  const frame = useRef<HTMLDivElement>(null);
  const size = useSize(frame);
  const [view, setView] = useState<MapView | null>(null);
  const [aim, setAim] = useState<Aim | null>(null);
  const { style, scene } = useScene(props, size, view);
  const read = useMemo(() => scene && aim && readAim(scene, aim), [scene, aim]);
  const summary = useMemo(() => mapSummary(map, style), [map, style]);
  const [heading, description] = [useId(), useId()];

  const shape = scene && shapeOf(map, plotRect(scene.frame));
  /** The whole map is kept as such, so that it stays whole when its frame changes. */
  const show = (next: MapView) => {
    const isWhole = shape && next.cellWidth <= wholeMap(shape).cellWidth * (1 + 1e-9);
    setView(isWhole ? null : next);
  };
  const zoom = (factor: number) => {
    if (scene && shape) show(zoomAt(shape, scene.view, factor, shape.width / 2, shape.height / 2));
  };

  return (
    <figure className="chart map" aria-labelledby={heading}>
      <div className="chart-head">
        <h3 id={heading} className="unseen">
          {style.title}
        </h3>
        {children}
        <div className="tools">
          <button type="button" className="tool" aria-label="Zoom in" onClick={() => zoom(BUTTON_ZOOM)}>
            +
          </button>
          <button type="button" className="tool" aria-label="Zoom out" onClick={() => zoom(1 / BUTTON_ZOOM)}>
            −
          </button>
          <button type="button" className="tool" disabled={view === null} onClick={() => setView(null)}>
            Whole map
          </button>
          {scene && (
            <SaveMenu
              of={style.title}
              choices={[
                { label: "PNG, 300 dpi", save: () => attempt("Save the map", saveMapPicture(scene, stem)) },
                { label: "CSV, the numbers", save: () => attempt("Save the map", saveMapNumbers(scene, stem)) },
              ]}
            />
          )}
        </div>
      </div>
      <MapReadout map={map} style={style} read={read} spoken={aim !== null && "cell" in aim} />
      <p className="unseen" id={description}>
        {summary} Arrow keys move by a cell, Page Up and Page Down by a quarter of the picture, plus and minus zoom,
        zero shows all, Enter opens the neuron.
      </p>
      <div className="chart-frame" ref={frame}>
        {scene && (
          <MapCanvas
            scene={scene}
            label={style.title}
            describedBy={description}
            chosen={chosen}
            setView={show}
            read={read}
            onAim={setAim}
            onOpen={onOpen}
          />
        )}
      </div>
    </figure>
  );
}
