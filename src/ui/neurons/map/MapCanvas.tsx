import { type KeyboardEvent, useEffect, useRef } from "react";
import { type Cell, cellAt, type MapView, reveal, wholeMap } from "../../charts/mapView";
import { drawMap } from "./drawMap";
import { drawMarks } from "./drawMarks";
import { pressKey } from "./mapKeys";
import { type MapScene, plotRect, shapeOf } from "./mapScene";
import { type ReadCell, readColumn } from "./mapSummary";
import { type Point, useMapGestures } from "./useMapGestures";
import { usePixelRatio } from "./usePixelRatio";

/** Pointed at by the pointer, which stays while the map moves under it, or by the keyboard's cursor. */
export type Aim = { readonly at: Point } | { readonly cell: Cell };

/** The cell that an aim means in a scene. */
export function readAim({ map, style, view, frame }: MapScene, aim: Aim): ReadCell | null {
  if ("cell" in aim) {
    const value = map.values[aim.cell.layer * map.dMlp + aim.cell.index] ?? Number.NaN;
    return { ...aim.cell, value, sharing: 1 };
  }
  const shape = shapeOf(map, plotRect(frame));
  const cell = cellAt(shape, view, aim.at.x, aim.at.y);
  return cell && readColumn(map, shape, view, style.bin, cell.layer, aim.at.x);
}

export interface MapCanvasProps {
  readonly scene: MapScene;
  readonly label: string;
  readonly describedBy: string;
  readonly chosen: Cell | null;
  readonly setView: (view: MapView) => void;
  /** What the pointer or the keyboard points at. */
  readonly read: ReadCell | null;
  readonly onAim: (aim: Aim | null) => void;
  readonly onOpen: (cell: Cell) => void;
}

/** Two canvases: the map, drawn anew when data, view, size or theme change, and over it the frames of single cells. */
export function MapCanvas({ scene, label, describedBy, chosen, setView, read, onAim, onOpen }: MapCanvasProps) {
  const surface = useRef<HTMLDivElement>(null);
  const base = useRef<HTMLCanvasElement>(null);
  const marks = useRef<HTMLCanvasElement>(null);
  const ratio = usePixelRatio();
  const { map, view, frame } = scene;
  const plot = plotRect(frame);
  const shape = shapeOf(map, plot);

  const handlers = useMapGestures(surface, {
    plot,
    shape,
    view,
    setView,
    onHover: (at) => onAim(at && { at }),
    onClick: (at) => {
      const cell = readAim(scene, { at });
      if (cell) onOpen(cell);
    },
  });

  useEffect(() => {
    // One picture a frame, however many events a frame brings.
    const request = requestAnimationFrame(() => {
      const context = base.current?.getContext("2d", { alpha: false });
      if (context) drawMap(context, scene, ratio);
    });
    return () => cancelAnimationFrame(request);
  }, [scene, ratio]);

  useEffect(() => {
    const request = requestAnimationFrame(() => {
      const context = marks.current?.getContext("2d");
      const at = plotRect(scene.frame);
      const shown = { shape: shapeOf(scene.map, at), view: scene.view, plot: at, theme: scene.frame.theme, ratio };
      if (context) drawMarks(context, { cursor: read, chosen }, shown);
    });
    return () => cancelAnimationFrame(request);
  }, [scene, read, chosen, ratio]);

  const onKeyDown = (event: KeyboardEvent) => {
    const cell = read ?? chosen ?? { layer: Math.floor(view.y), index: Math.floor(view.x) };
    if (event.key === "Enter") return onOpen(cell);
    const next = pressKey(event, { cell, view }, shape);
    if (!next) return;
    event.preventDefault();
    setView(next.view);
    onAim({ cell: next.cell });
  };

  const pixels = { width: Math.round(frame.width * ratio), height: Math.round(frame.height * ratio) };
  return (
    <div
      ref={surface}
      className="map-surface"
      role="application"
      aria-roledescription="map of neurons"
      aria-label={label}
      aria-describedby={describedBy}
      {...handlers}
      onDoubleClick={() => setView(wholeMap(shape))}
      onKeyDown={onKeyDown}
      onFocus={() => {
        if (chosen && surface.current?.matches(":focus-visible")) setView(reveal(shape, view, chosen));
      }}
    >
      <canvas ref={base} {...pixels} />
      <canvas ref={marks} {...pixels} />
    </div>
  );
}
