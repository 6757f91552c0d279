import type { FinetuneSettings } from "../worker/finetunePlanProtocol";
import { store } from "./store";

/** Sets what the next run trains; what is left out has its default. */
export function setFinetuneSettings(finetuneSettings: FinetuneSettings): void {
  store.setState({ finetuneSettings });
}
