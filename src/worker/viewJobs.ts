import { languageOverlap } from "../lape/languageOverlap";
import { languagesPerNeuron } from "../lape/layerCounts";
import { neuronDetail } from "../lape/neuronDetail";
import { maskTable, type NeuronTable, neuronTable } from "../lape/neuronTable";
import { probabilities } from "../lape/probability";
import type { Handler } from "./handler";
import { NO_COUNTS, NO_SELECTION } from "./missing";
import { summarize } from "./selectionJobs";
import type { NeuronMap } from "./selectionProtocol";
import { need, workbench } from "./workbench";

export const neuronMap: Handler<"neuronMap"> = ({ kind, language = null }) => {
  const selection = need(workbench.selection, NO_SELECTION);
  const { nLayers, dMlp } = selection.mask;
  const toMap = (values: Float32Array<ArrayBuffer>): NeuronMap => ({ kind, language, nLayers, dMlp, values });
  if (kind === "selected") return toMap(languagesPerNeuron(selection.mask));
  if (selection.from === "file") throw new Error(`a mask file holds no ${kind}: ${NO_COUNTS}`);
  const { data, result } = selection;
  if (kind === "entropy") return toMap(result.entropy.slice());
  const k = data.stats.languages.indexOf(language ?? "");
  if (k < 0) throw new RangeError(`${language} was not counted: choose one of ${data.stats.languages.join(" ")}`);
  return toMap(probabilities(data.stats, k));
};

export const overlap: Handler<"overlap"> = () => {
  const selection = need(workbench.selection, NO_SELECTION);
  return languageOverlap(selection.mask, summarize(selection).selected);
};

/** The selected neurons, or those of a mask file, where entropy and probabilities are not known. */
export function currentTable(): NeuronTable {
  const selection = need(workbench.selection, NO_SELECTION);
  return selection.from === "lape" ? neuronTable(selection.data.stats, selection.result) : maskTable(selection.mask);
}

export const table: Handler<"neuronTable"> = currentTable;

export const neuron: Handler<"neuron"> = ({ layer, index }) => {
  const selection = need(workbench.selection, NO_SELECTION);
  if (selection.from === "file") throw new Error(`a mask file says nothing else of a neuron: ${NO_COUNTS}`);
  return neuronDetail(selection.data, selection.result, layer, index);
};
