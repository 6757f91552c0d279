import type { WindowBatch } from "../../src/model/activationSource";
import type { ModelFile } from "../../src/model/modelFile";
import { type ModelInfo, readModelInfo } from "../../src/model/modelInfo";

export interface SampleModel {
  readonly info: ModelInfo;
  readonly file: ModelFile;
}

/** The sample project's model; `read` gives a file of its folder. */
export async function sampleModel(read: (path: string) => Promise<Blob>): Promise<SampleModel> {
  const config = JSON.parse(await (await read("config.json")).text());
  const file = { path: "model_q4.onnx", blob: await read("onnx/model_q4.onnx") };
  return { info: readModelInfo(config, "babel-7m"), file };
}

/** From the page's server, in a browser. */
export const fetchSample = async (path: string): Promise<Blob> => {
  const response = await fetch(`/models/babel-7m/${path}`);
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return response.blob();
};

/** Windows of arbitrary tokens, the same in every run, without padding unless `lengths` says so. */
export function sampleWindows(nWindows: number, seqLen: number, lengths?: readonly number[]): WindowBatch {
  const ids = Int32Array.from({ length: nWindows * seqLen }, (_, i) => 3 + ((i * 7919 + (i >> 3) * 131) % 8000));
  const kept = Uint32Array.from(lengths ?? new Array(nWindows).fill(seqLen));
  for (let i = 0; i < ids.length; i++) if (i % seqLen >= kept[Math.floor(i / seqLen)]!) ids[i] = 0;
  return { ids, lengths: kept, nWindows, seqLen };
}
