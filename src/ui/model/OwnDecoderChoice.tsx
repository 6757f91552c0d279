import type { WeightFormat } from "../../transformer/weightFormat";
import type { Residency } from "../../worker/modelProtocol";
import { ChoiceRow } from "../parts/ChoiceRow";
import { FORMATS } from "./weightFormats";

const RESIDENCIES = [
  { value: "resident", label: "all on the GPU" },
  { value: "stream", label: "layer by layer" },
] as const satisfies readonly { value: Residency; label: string }[];

/** How our own decoder holds a model's weights. */
export function OwnDecoderChoice({
  residency,
  weightFormat,
  onResidency,
  onFormat,
}: {
  residency: Residency;
  weightFormat: WeightFormat;
  onResidency: (residency: Residency) => void;
  onFormat: (format: WeightFormat) => void;
}) {
  return (
    <div className="model-own">
      <ChoiceRow
        name="Weights"
        hint="All on the GPU is fastest. Layer by layer holds one layer at a time and reads the weights from the file for every batch of windows: a model larger than the GPU's memory scans, at the cost of that reading. Training needs all on the GPU."
        value={residency}
        choices={RESIDENCIES}
        onChoose={(value) => onResidency(value === "stream" ? "stream" : "resident")}
      />
      <ChoiceRow
        name="Format"
        hint="As stored changes no value; q8 and q4 quantize 16- and 32-bit files in blocks of 32 while they load."
        value={weightFormat}
        choices={FORMATS.map((value) => ({ value, label: value }))}
        onChoose={(value) => onFormat(FORMATS.find((one) => one === value) ?? "as stored")}
      />
    </div>
  );
}
