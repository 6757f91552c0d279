import { ChoiceRow } from "./ChoiceRow";
import { useModelRuns } from "./modelRuns";

/** One of the runs of the open model that left weights; null: none. */
export function RunRow({
  name,
  none,
  run,
  onChoose,
}: {
  name: string;
  /** What the choice of none is called. */
  none: string;
  run: string | null;
  onChoose: (run: string | null) => void;
}) {
  const ofModel = useModelRuns();
  const choices = [{ value: "", label: none }, ...ofModel.map((one) => ({ value: one.id, label: one.name }))];
  const hint = "A run of the open model that has weights. Runs of other models are not listed.";
  return (
    <ChoiceRow name={name} hint={hint} value={run ?? ""} choices={choices} onChoose={(id) => onChoose(id || null)} />
  );
}
