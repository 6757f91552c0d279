import { useStore } from "../useStore";
import { ChoiceRow } from "./ChoiceRow";
import { useModelRuns } from "./modelRuns";

/** What is measured: the open model, or what a run made of it. Null: the model as it is. */
export function SubjectRow({
  name = "Model",
  run,
  onChoose,
}: {
  name?: string;
  run: string | null;
  onChoose: (run: string | null) => void;
}) {
  const model = useStore((state) => state.model);
  const ofModel = useModelRuns();
  const choices = [
    { value: "", label: `Base: ${model?.name ?? ""} ${model?.dtype ?? ""}` },
    ...ofModel.map((one) => ({ value: one.id, label: one.name })),
  ];
  const hint = "The open model as it is, or with what a run changed. Runs of other models are not listed.";
  return (
    <ChoiceRow name={name} hint={hint} value={run ?? ""} choices={choices} onChoose={(id) => onChoose(id || null)} />
  );
}
