import type { NeuronMap } from "../../../worker/selectionProtocol";
import { type Bin, binValue, columnNeurons } from "../../charts/mapPixels";
import type { Cell, MapShape, MapView } from "../../charts/mapView";
import { formatCount, formatFigure, formatNeuron, formatPlural } from "../../format";
import type { MapStyle } from "./mapStyle";

export interface ReadCell extends Cell {
  /** NaN where there is none. */
  readonly value: number;
  /** How many neurons share the pixel that was read. */
  readonly sharing: number;
}

/** The neuron that the pixel column `px` of a layer shows, and its value. */
export function readColumn(map: NeuronMap, shape: MapShape, view: MapView, bin: Bin, layer: number, px: number) {
  const window = { x0: view.x, x1: view.x + shape.width / view.cellWidth, firstLayer: layer, nRows: 1 };
  const columns = Math.round(shape.width);
  const column = Math.min(columns - 1, Math.max(0, Math.floor(px)));
  const [from, to] = columnNeurons(window, columns, column, map.dMlp);
  const row = layer * map.dMlp;
  const value = binValue(map.values, row + from, row + to, bin);
  let index = from;
  while (index < to - 1 && map.values[row + index] !== value) index++;
  return { layer, index, value, sharing: to - from } satisfies ReadCell;
}

const unitOf = (map: NeuronMap): string => (map.kind === "entropy" ? " nats" : "");

/** A value in words, with its unit. */
export function valueText(map: NeuronMap, value: number): string {
  if (map.kind === "selected") {
    if (!(value > 0)) return "not selected";
    return value > 1 ? formatPlural(value, "language") : "selected";
  }
  if (Number.isNaN(value)) return "no value: never active";
  return `${map.kind === "entropy" ? "entropy" : `probability for ${map.language}`} ${formatFigure(value)}${unitOf(map)}`;
}

/** The whole map in a sentence or two, for those who do not see it. */
export function mapSummary(map: NeuronMap, style: MapStyle): string {
  let [shown, low, high, at] = [0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -1];
  for (let i = 0; i < map.values.length; i++) {
    const value = map.values[i]!;
    if (Number.isNaN(value) || (map.kind === "selected" && value <= 0)) continue;
    shown++;
    if (style.bin === "min" ? value < low : value > high) at = i;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  const size = `${style.title}: ${map.nLayers} layers by ${formatCount(map.dMlp)} neurons.`;
  if (shown === 0) return `${size} No values yet.`;
  if (map.kind === "selected") return `${size} ${formatPlural(shown, "neuron")} selected.`;
  const best = formatNeuron(Math.floor(at / map.dMlp), at % map.dMlp);
  const range = `${formatFigure(low)} to ${formatFigure(high)}${unitOf(map)}`;
  return `${size} ${formatCount(shown)} with a value, ${range}; ${style.binWord} at ${best}.`;
}
