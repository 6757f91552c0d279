import { startBaseline } from "../../state/finetuneApi";
import type { RunSummary } from "../../worker/runProtocol";
import { formatCount, formatPlural } from "../format";
import { Tip } from "../parts/Tip";
import { start } from "../perform";
import { useStore } from "../useStore";

/** The same text, tokens and settings, spent on other parameters: what a run of a mask is held against. */
export function BaselineButtons({ run }: { run: RunSummary }) {
  const isBusy = useStore((state) => state.jobs.some(({ kind }) => kind === "finetune"));
  const isOpen = useStore((state) => state.model?.hash === run.model.hash);
  if (run.method !== "subnetwork" || run.origin !== "trained" || !isOpen) return null;
  const { equalLora, nNeurons } = run;
  return (
    <div className="buttons">
      <Tip
        className="tip underlined"
        tip="Runs on the same windows with the same settings: as many neurons drawn at random, and LoRA of the largest whole rank that has no more parameters than this run."
      >
        Same budget
      </Tip>
      <button type="button" className="button" disabled={isBusy} onClick={() => start(startBaseline(run.id, "random"))}>
        {formatPlural(nNeurons ?? 0, "random neuron")}
      </button>
      <button
        type="button"
        className="button"
        disabled={isBusy || equalLora === null}
        onClick={() => start(startBaseline(run.id, "lora"))}
      >
        {equalLora
          ? `LoRA rank ${equalLora.rank}: ${formatCount(equalLora.trainableParameters)} of ${formatPlural(run.trainableParameters, "parameter")}`
          : "LoRA: rank 1 has more parameters"}
      </button>
    </div>
  );
}
