import type { FinetunePlan } from "../../worker/finetunePlanProtocol";
import { FORMATS } from "../model/weightFormats";
import { ChoiceRow } from "../parts/ChoiceRow";
import { changeSetting } from "./changeSettings";

const CHOICES = FORMATS.map((value) => ({ value, label: value }));

/** How the frozen weights lie on the GPU. */
export function WeightFormatRow({ plan }: { plan: FinetunePlan }) {
  return (
    <ChoiceRow
      name="Frozen weights"
      hint="How they lie on the GPU. As stored changes no value; q8 and q4 quantize 16- and 32-bit files in blocks of 32, so that larger models fit. What is trained is f32 always."
      value={plan.weightFormat}
      choices={CHOICES}
      onChoose={(value) => {
        const format = FORMATS.find((one) => one === value);
        changeSetting("weightFormat", format === "as stored" ? undefined : format);
      }}
    />
  );
}
