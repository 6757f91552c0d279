import { type ReactNode, useId, useState } from "react";
import { Tip } from "./Tip";

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
  const [problem, setProblem] = useState("");
  return (
    <div className="number-row">
      <Tip className="tip underlined" tip={hint}>
        {name}
      </Tip>
      <input
        // Anew when the value changes from outside: the field is the person's while they type.
        key={value ?? ""}
        type="number"
        aria-label={unit ? `${name}, ${unit}` : name}
        aria-invalid={problem !== ""}
        aria-describedby={problem === "" ? undefined : `${id}-problem`}
        defaultValue={value ?? ""}
        placeholder={empty}
        min={min}
        max={max}
        step={step}
        onKeyDown={(event) => event.key === "Enter" && event.currentTarget.blur()}
        onBlur={({ currentTarget: input }) => {
          setProblem(input.validationMessage);
          if (!input.validity.valid) return;
          const next = input.value === "" ? undefined : input.valueAsNumber;
          if (next !== value) onCommit(next);
        }}
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
