import type { State } from "../../state/store";
import type { SelectionSummary } from "../../worker/selectionProtocol";
import { type FigureSource, sourceLine } from "../charts/sourceLine";
import { toFileStem } from "../parts/save";
import { useStore } from "../useStore";

/** Settings as the published script names its files: top_rate / filter_rate / activation_bar_ratio. */
function selectionOf({ config }: SelectionSummary): string {
  if (!config) return "mask from a file";
  return `LAPE ${config.topRate} / ${config.filterRate} / ${config.activationBarRatio}`;
}

/**
 * The origin of a picture of all neurons, or of the selected ones. All of it is of the counts that the selection was made from:
 * the last result may be of another scan than the one that is drawn.
 */
export function figureSource({ selection }: Pick<State, "selection">, ofSelection: boolean): FigureSource {
  const counted = selection?.counted ?? null;
  return {
    model: counted?.modelName ?? null,
    dtype: counted?.dtype ?? null,
    nLanguages: selection?.languages.length ?? 0,
    nTokens: counted?.nTokens ?? null,
    complete: counted?.complete ?? false,
    date: counted?.date ?? null,
    selection: ofSelection && selection ? selectionOf(selection) : null,
  };
}

/** What pictures say of their origin, of all neurons or of the selected ones. */
export const useFigureSource = (ofSelection: boolean): string =>
  useStore((state) => sourceLine(figureSource(state, ofSelection)));

/** Begins the names of saved files: the model that was counted; of a mask from a file nothing is known. */
export const useFigureStem = (): string =>
  useStore(({ selection }) => toFileStem(selection?.counted?.modelName ?? "mask"));
