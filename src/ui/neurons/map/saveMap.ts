import { PRINT_SCALE, PRINT_THEME } from "../../charts/figure";
import { save } from "../../parts/save";
import { drawMap } from "./drawMap";
import type { MapScene } from "./mapScene";

const TITLE_HEIGHT = 28;

/** The part of the map that is seen, with title, axes, colour bar and source, as PNG at 300 dots an inch. */
export async function saveMapPicture(scene: MapScene, stem: string): Promise<void> {
  const { width, height, source } = scene.frame;
  const frame = { width, height: height + TITLE_HEIGHT, source, theme: PRINT_THEME, titled: true };
  const canvas = new OffscreenCanvas(Math.round(width * PRINT_SCALE), Math.round(frame.height * PRINT_SCALE));
  drawMap(canvas.getContext("2d")!, { ...scene, frame }, PRINT_SCALE);
  save(await canvas.convertToBlob({ type: "image/png" }), `${stem}.png`);
}

/** Every cell of the map as CSV: layer, neuron, value. Written layer by layer, so that the page stays awake. */
export async function saveMapNumbers({ map }: MapScene, stem: string): Promise<void> {
  const parts = [`layer,neuron,${map.kind}\r\n`];
  for (let l = 0; l < map.nLayers; l++) {
    const row = map.values.subarray(l * map.dMlp, (l + 1) * map.dMlp);
    const lines = Array.from(row, (value, j) => `${l},${j},${Number.isNaN(value) ? "" : value}\r\n`);
    parts.push(lines.join(""));
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
  save(new Blob(parts, { type: "text/csv" }), `${stem}.csv`);
}
