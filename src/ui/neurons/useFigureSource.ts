import type { State } from "../../state/store";
import { type FigureSource, sourceLine } from "../charts/sourceLine";
import { toFileStem } from "../parts/save";
import { useStore } from "../useStore";

const scanOf = ({ jobs }: State) => {
  const job = jobs.find(({ status, progress }) => status === "running" && progress?.kind === "scan");
  return job?.progress?.kind === "scan" ? job.progress.value : null;
};

const sum = (counts: readonly number[]): number => counts.reduce((total, n) => total + n, 0);

/** Settings as the published script names its files: "top_rate 0.01, filter_rate 0.95, bar 0.95". */
function selectionOf({ selection }: State): string | null {
  if (!selection) return null;
  if (!selection.config) return "mask from a file";
  const { topRate, filterRate, activationBarRatio } = selection.config;
  return `LAPE ${topRate} / ${filterRate} / ${activationBarRatio}`;
}

function figureSource(state: State, ofSelection: boolean): FigureSource {
  const { model, result, selection, saved } = state;
  const scan = scanOf(state);
  const fromFile = selection?.source === "file" && ofSelection;
  // A scan that was paused has no result yet; what it saved has been counted.
  const tokens = scan?.tokensDone ?? (result ? sum(result.n) : saved?.tokensDone) ?? null;
  return {
    model: fromFile ? null : (result?.modelName ?? model?.name ?? null),
    dtype: result?.source === "file" || fromFile ? null : (model?.dtype ?? null),
    nLanguages: selection?.languages.length ?? result?.languages.length ?? 0,
    nTokens: fromFile ? null : tokens,
    complete: !scan && (result?.complete ?? false),
    date: (scan ? null : result?.date) ?? new Date().toISOString(),
    selection: ofSelection ? selectionOf(state) : null,
  };
}

/** What pictures say of their origin, of all neurons or of the selected ones. */
export const useFigureSource = (ofSelection: boolean): string =>
  useStore((state) => sourceLine(figureSource(state, ofSelection)));

/** Begins the names of saved files. */
export const useFigureStem = (): string =>
  useStore(({ result, model }) => toFileStem(result?.modelName ?? model?.name ?? "mask"));
