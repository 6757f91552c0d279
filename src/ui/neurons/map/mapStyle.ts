import type { NeuronMap } from "../../../worker/selectionProtocol";
import { niceTicks, wholeTicks } from "../../charts/axisTicks";
import type { Bin } from "../../charts/mapPixels";
import { CIVIDIS, colorAt, type Palette, reversed } from "../../charts/palette";

/** How a kind of map is coloured and named. */
export interface MapStyle {
  readonly title: string;
  /** What a cell's value is, with its unit: beside the colour bar. */
  readonly quantity: string;
  readonly palette: Palette;
  readonly domain: readonly [number, number];
  readonly ticks: readonly { readonly value: number; readonly label: string }[];
  /** Who speaks for the neurons that share a pixel. */
  readonly bin: Bin;
  /** The same in words. */
  readonly binWord: string;
}

/** Round ticks keep this far from the last one, as a share of the colour bar. */
const END_ROOM = 0.88;

const label = (value: number) => ({ value, label: String(value) });

function greatest(values: Float32Array): number {
  let max = 0;
  for (const value of values) if (value > max) max = value;
  return max;
}

/** One colour a number of languages: none is the dark end, one already stands out from it. */
function countPalette(most: number): Palette {
  const steps = Array.from({ length: most }, (_, i) =>
    colorAt(CIVIDIS, most === 1 ? 1 : 0.55 + (0.45 * i) / (most - 1)),
  );
  return [CIVIDIS[0]!, ...steps];
}

/** Bright is what one looks for: a low entropy, a high probability, a neuron of many languages. */
export function mapStyle(map: NeuronMap, nLanguages: number): MapStyle {
  if (map.kind === "entropy") {
    const top = Math.log(Math.max(2, nLanguages));
    return {
      title: "Entropy of every neuron",
      quantity: "entropy (nats)",
      palette: reversed(CIVIDIS),
      domain: [0, top],
      // The end is a value of its own: a neuron as active in every language as in any other.
      ticks: [...niceTicks(0, top * END_ROOM, 5).map(label), { value: top, label: top.toFixed(2) }],
      bin: "min",
      binWord: "lowest",
    };
  }
  if (map.kind === "probability") {
    return {
      title: `Activation probability for ${map.language}`,
      quantity: "activation probability",
      palette: CIVIDIS,
      domain: [0, 1],
      ticks: niceTicks(0, 1, 5).map(label),
      bin: "max",
      binWord: "highest",
    };
  }
  const most = Math.max(1, greatest(map.values));
  return {
    title: "Selected neurons",
    quantity: most > 1 ? "languages of a neuron" : "selected",
    palette: countPalette(most),
    domain: [0, most],
    ticks: wholeTicks(0, most, 5).map(label),
    bin: "max",
    binWord: "most shared",
  };
}
