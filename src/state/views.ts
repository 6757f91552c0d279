import type { Jobs } from "../worker/protocol";
import { client } from "./connection";

/** Arrays to draw. They are made by the worker on request and belong to the caller; ask again when `State.revision` grew. */
export const views = {
  neuronMap: (args: Jobs["neuronMap"]["args"]) => client.call("neuronMap", args),
  overlap: () => client.call("overlap", {}),
  neuronTable: () => client.call("neuronTable", {}),
  runCurves: (args: Jobs["runCurves"]["args"]) => client.call("runCurves", args),
  evaluation: (id: string) => client.call("evaluation", { id }),
  neuron: (layer: number, index: number) => client.call("neuron", { layer, index }),
};
