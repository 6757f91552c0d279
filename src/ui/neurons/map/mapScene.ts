import type { NeuronMap } from "../../../worker/selectionProtocol";
import type { FigureFrame } from "../../charts/figure";
import type { MapShape, MapView } from "../../charts/mapView";
import { wrapSource } from "../../charts/sourceLine";
import type { MapStyle } from "./mapStyle";

/** All that a picture of a map depends on. */
export interface MapScene {
  readonly map: NeuronMap;
  readonly style: MapStyle;
  readonly view: MapView;
  readonly frame: FigureFrame;
}

/** A part of the picture, in CSS pixels. */
export interface Rect {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Room for layer labels, the colour bar with its labels, and the neuron axis with its title. */
const ROOM = { left: 44, right: 76, bottom: 24, top: 8, titledTop: 36 };
export const SOURCE_LINE = 13;
const LETTER = 5.4;
/** Room for the name of the neuron axis, which stands beside the source line. */
const AXIS_NAME = 48;

export function sourceLines({ source, width }: Pick<FigureFrame, "source" | "width">): string[] {
  return wrapSource(source, Math.floor((width - 24 - ROOM.right - AXIS_NAME) / LETTER));
}

/** Where the cells lie. */
export function plotRect(frame: Pick<FigureFrame, "width" | "height" | "source" | "titled">): Rect {
  const top = frame.titled ? ROOM.titledTop : ROOM.top;
  const bottom = ROOM.bottom + SOURCE_LINE * sourceLines(frame).length;
  return {
    left: ROOM.left,
    top,
    width: Math.max(16, frame.width - ROOM.left - ROOM.right),
    height: Math.max(16, frame.height - top - bottom),
  };
}

export function shapeOf({ nLayers, dMlp }: Pick<NeuronMap, "nLayers" | "dMlp">, { width, height }: Rect): MapShape {
  return { nLayers, dMlp, width, height };
}

/** What maps are drawn on: the page's canvas, or one that is saved. */
export type Canvas2d = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;
