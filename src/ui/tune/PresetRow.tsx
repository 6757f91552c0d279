import type { FinetunePlan } from "../../worker/finetunePlanProtocol";
import { ChoiceRow } from "../parts/ChoiceRow";
import { changeSetting } from "./changeSettings";

/** Published settings that the empty fields stand for. */
export function PresetRow({ plan }: { plan: FinetunePlan }) {
  const chosen = plan.presets.find(({ name }) => name === plan.preset);
  return (
    <ChoiceRow
      name="Preset"
      hint={chosen?.description ?? ""}
      value={plan.preset}
      choices={plan.presets.map(({ name, label }) => ({ value: name, label }))}
      onChoose={(name) => changeSetting("preset", name)}
    />
  );
}
