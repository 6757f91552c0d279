import { client } from "./connection";
import { isStopped, notify } from "./jobs";
import { onceMore } from "./onceMore";
import { type State, store } from "./store";

const refreshPlan = onceMore(async () => {
  const { model, finetuneSettings } = store.getState();
  const plan = model ? await client.call("planFinetune", finetuneSettings) : null;
  store.setState({ plan });
});

const PARTS = ["model", "finetuneTexts", "corpus", "selection", "finetuneSettings"] as const satisfies (keyof State)[];

/** Keeps the plan of fine-tuning in line with what it is made from; returns how to stop. */
export function followPlan(): () => void {
  return store.subscribe((now, before) => {
    if (PARTS.every((part) => now[part] === before[part])) return;
    refreshPlan().catch((error: Error) => {
      if (!isStopped(error)) notify("error", `Plan the fine-tuning: ${error.message}`);
    });
  });
}
