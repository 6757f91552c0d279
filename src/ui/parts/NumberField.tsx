import { type ReactNode, useId } from "react";
import { useNumberInput } from "./useNumberInput";

/** A number with its unit, what it means, and what an empty field stands for. Commits on Enter and when left. */
export function NumberField({
  name,
  plainName = typeof name === "string" ? name : "",
  unit,
  value,
  empty,
  min,
  max,
  step = 1,
  hint,
  onCommit,
}: {
  name: ReactNode;
  /** Where the name is no text: what the button that it holds calls it. */
  plainName?: string;
  unit: string;
  value: number | undefined;
  /** Placeholder; a field without one must not be left empty. */
  empty?: string;
  min: number;
  max?: number;
  step?: number;
  hint: ReactNode;
  onCommit: (value: number | undefined) => void;
}) {
  const id = useId();
  const { problem, inputKey, inputProps } = useNumberInput(plainName, value, onCommit);
  return (
    <div className="field">
      <span className="field-name" id={`${id}-name`}>
        {name}
      </span>
      <span className="field-control">
        <input
          key={inputKey}
          {...inputProps}
          aria-labelledby={`${id}-name`}
          aria-describedby={`${id}-hint`}
          placeholder={empty}
          min={min}
          max={max}
          step={step}
          required={empty === undefined}
        />
        <span>{unit}</span>
      </span>
      <span className="hint" id={`${id}-hint`}>
        {problem === "" ? hint : <strong className="problem">{problem}</strong>}
      </span>
    </div>
  );
}
