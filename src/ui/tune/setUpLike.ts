import { setFinetuneSettings } from "../../state/finetuneSettings";
import { store } from "../../state/store";
import type { WeightFormat } from "../../transformer/weightFormat";
import type { FinetuneSettings } from "../../worker/finetunePlanProtocol";
import type { RunSummary } from "../../worker/runProtocol";
import { FORMATS } from "../model/weightFormats";
import { go } from "../route";

/** The format that weights were loaded in, by their name, which says it behind "as"; undefined: as they are stored. */
const formatOf = (dtype: string): WeightFormat | undefined => FORMATS.find((format) => dtype.endsWith(` as ${format}`));

/**
 * `settings` with all that `run` tells of its own: numbers and switches, language, weight format, and the languages that it watched,
 * which are known from its first validation on. It does not tell of how many windows: those stay. Null for an imported run, which
 * tells nothing.
 */
export function settingsLike(
  { config, language, model, validated }: Pick<RunSummary, "config" | "language" | "model" | "validated">,
  { weightFormat: _, ...settings }: FinetuneSettings,
): FinetuneSettings | null {
  if (!config) return null;
  const weightFormat = formatOf(model.dtype);
  const validatedLanguages = validated && Object.keys(validated.first.lossNats);
  return {
    ...settings,
    ...{ config, language },
    ...(weightFormat ? { weightFormat } : {}),
    ...(validatedLanguages ? { watched: validatedLanguages.filter((one) => one !== language) } : {}),
  };
}

/** Goes to the settings of a new run, filled in as those of `run`. */
export function setUpLike(run: Parameters<typeof settingsLike>[0]): void {
  const settings = settingsLike(run, store.getState().finetuneSettings);
  if (!settings) return;
  setFinetuneSettings(settings);
  go("tune");
}
