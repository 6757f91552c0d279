import { type PointerEvent, type RefObject, useEffect, useRef } from "react";
import { type MapShape, type MapView, panBy, zoomAt } from "../../charts/mapView";
import type { Rect } from "./mapScene";

export interface MapGestures {
  readonly plot: Rect;
  readonly shape: MapShape;
  readonly view: MapView;
  readonly setView: (view: MapView) => void;
  /** Point of the plot under the pointer, or null when it left. */
  readonly onHover: (point: Point | null) => void;
  readonly onClick: (point: Point) => void;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A press that moves further than this drags; one that does not is a click. */
const CLICK_PX = 4;
const ZOOM_A_PIXEL = 0.0022;
/** Wheels report pixels, lines or pages. */
const WHEEL_UNIT = [1, 16, 400];

const distance = (a: Point, b: Point): number => Math.hypot(a.x - b.x, a.y - b.y);

/** Wheel zooms about the pointer, drag and one finger pan, two fingers zoom, a press without a move is a click. */
export function useMapGestures(target: RefObject<HTMLElement | null>, gestures: MapGestures) {
  const latest = useRef(gestures);
  latest.current = gestures;
  const pressed = useRef(new Map<number, Point>());
  const travelled = useRef(0);

  const toPlot = (event: { clientX: number; clientY: number }): Point => {
    const box = target.current!.getBoundingClientRect();
    const { plot } = latest.current;
    return { x: event.clientX - box.left - plot.left, y: event.clientY - box.top - plot.top };
  };
  const toPlotRef = useRef(toPlot);
  toPlotRef.current = toPlot;

  useEffect(() => {
    const element = target.current;
    if (!element) return;
    // It takes the keyboard as well; set here because the linter knows role="application" as text only.
    element.tabIndex = 0;
    // React's wheel listeners are passive; this one keeps the page from scrolling under the map.
    const onWheel = (event: WheelEvent) => {
      if (event.ctrlKey === false && Math.abs(event.deltaX) > Math.abs(event.deltaY)) return;
      event.preventDefault();
      const { shape, view, setView } = latest.current;
      const { x, y } = toPlotRef.current(event);
      const factor = Math.exp(-event.deltaY * (WHEEL_UNIT[event.deltaMode] ?? 1) * ZOOM_A_PIXEL);
      setView(zoomAt(shape, view, factor, x, y));
    };
    element.addEventListener("wheel", onWheel, { passive: false });
    return () => element.removeEventListener("wheel", onWheel);
  }, [target]);

  const onPointerDown = (event: PointerEvent) => {
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    pressed.current.set(event.pointerId, toPlot(event));
    if (pressed.current.size === 1) travelled.current = 0;
  };

  const onPointerMove = (event: PointerEvent) => {
    const { shape, view, setView, onHover } = latest.current;
    const to = toPlot(event);
    const from = pressed.current.get(event.pointerId);
    if (!from) return onHover(to);
    pressed.current.set(event.pointerId, to);
    travelled.current += distance(from, to);
    if (travelled.current < CLICK_PX) return;
    onHover(null);
    const other = [...pressed.current].find(([id]) => id !== event.pointerId)?.[1];
    if (!other) return setView(panBy(shape, view, to.x - from.x, to.y - from.y));
    const factor = distance(other, to) / Math.max(1, distance(other, from));
    setView(zoomAt(shape, view, factor, (other.x + to.x) / 2, (other.y + to.y) / 2));
  };

  const release = (event: PointerEvent) => {
    const wasPressed = pressed.current.delete(event.pointerId);
    if (event.type !== "pointerup" || !wasPressed || pressed.current.size > 0) return;
    if (travelled.current < CLICK_PX) latest.current.onClick(toPlot(event));
  };

  return {
    onPointerDown,
    onPointerMove,
    onPointerUp: release,
    onPointerCancel: release,
    onPointerLeave: () => latest.current.onHover(null),
  };
}
