import { client } from "./connection";
import { type FinetuneOptions, type FinetuneResult, runToEnd, toSettings } from "./finetuneApi";
import { enqueue } from "./jobs";
import { store } from "./store";

/** What `finetuneBudgets` takes: the text is the one at hand. */
export type BudgetOptions = Omit<FinetuneOptions, "files" | "trainWindows" | "name">;

/**
 * One run after the other on parts of the text at hand, with otherwise equal settings: the same steps go over less text more often, so
 * that what differs is the text alone. Without options it takes the settings of the page.
 * @param shares of the training windows, above 0 to 1
 */
export async function finetuneBudgets(
  shares: readonly number[],
  options?: BudgetOptions,
): Promise<readonly FinetuneResult[]> {
  const wrong = shares.find((share) => !(share > 0 && share <= 1));
  if (shares.length === 0 || wrong !== undefined) {
    throw new RangeError(`shares are numbers above 0 to 1, as [0.25, 0.5, 1], not ${wrong ?? "none"}`);
  }
  const { trainWindows: _, ...settings } = options ? toSettings(options) : store.getState().finetuneSettings;
  const { train, config, missing } = await client.call("planFinetune", settings);
  if (!train || missing !== null) throw new RangeError(missing ?? "there is no text to train on");
  const runs = shares.map((share) => {
    const trainWindows = Math.max(1, Math.round(share * train.windows));
    const equal = { ...settings, config: { ...settings.config, steps: config.steps }, trainWindows };
    return enqueue("finetune", `Fine-tune on ${trainWindows} windows`, (signal, setProgress) =>
      runToEnd({ settings: equal }, signal, setProgress),
    );
  });
  return Promise.all(runs);
}
