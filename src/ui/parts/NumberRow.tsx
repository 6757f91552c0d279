import { type ReactNode, useId } from "react";
import { Tip } from "./Tip";
import { useNumberInput } from "./useNumberInput";

/** A number on one line: its name (which explains itself on hover and focus), its field, its unit. Commits on Enter and when left. */
export function NumberRow({
  name,
  unit,
  hint,
  value,
  empty,
  min,
  max,
  step,
  onCommit,
}: {
  name: string;
  unit: string;
  hint: ReactNode;
  /** What the person set. */
  value: number | undefined;
  /** What an empty field stands for. */
  empty: string;
  min: number;
  max?: number | undefined;
  step: number | "any";
  onCommit: (value: number | undefined) => void;
}) {
  const id = useId();
  const { problem, inputKey, inputProps } = useNumberInput(name, value, onCommit);
  return (
    <div className="number-row">
      <Tip className="tip underlined" tip={hint}>
        {name}
      </Tip>
      <input
        key={inputKey}
        {...inputProps}
        aria-label={unit ? `${name}, ${unit}` : name}
        aria-invalid={problem !== ""}
        aria-describedby={problem === "" ? undefined : `${id}-problem`}
        placeholder={empty}
        min={min}
        max={max}
        step={step}
      />
      <span className="hint">{unit}</span>
      {problem !== "" && (
        <strong className="problem" id={`${id}-problem`}>
          {problem}
        </strong>
      )}
    </div>
  );
}
