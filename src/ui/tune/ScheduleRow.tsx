import type { Schedule } from "../../train/finetuneConfig";
import type { FinetunePlan } from "../../worker/finetunePlanProtocol";
import { ChoiceRow } from "../parts/ChoiceRow";
import { changeConfig } from "./changeSettings";

const KINDS = ["constant", "linear", "cosine"] as const satisfies readonly Schedule["kind"][];
const CHOICES = KINDS.map((kind) => ({ value: kind, label: kind }));

/** How the learning rate goes after the warm-up. */
export function ScheduleRow({ plan }: { plan: FinetunePlan }) {
  return (
    <ChoiceRow
      name="Schedule"
      hint="The learning rate after the warm-up: constant, as published, or falling to 0 along a line or a cosine."
      value={plan.config.schedule.kind}
      choices={CHOICES}
      onChoose={(value) => {
        const kind = KINDS.find((one) => one === value);
        if (kind) changeConfig((config) => ({ ...config, schedule: { ...config.schedule, kind } }));
      }}
    />
  );
}
