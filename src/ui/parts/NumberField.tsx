import { type ReactNode, useId, useState } from "react";

/** A number with its unit, what it means, and what an empty field stands for. Commits on Enter and when left. */
export function NumberField({
  name,
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
  const [problem, setProblem] = useState("");
  return (
    <div className="field">
      <span className="field-name" id={`${id}-name`}>
        {name}
      </span>
      <span className="field-control">
        <input
          // Anew when the value changes from outside: the field is the person's while they type.
          key={value ?? ""}
          type="number"
          aria-labelledby={`${id}-name`}
          aria-describedby={`${id}-hint`}
          defaultValue={value ?? ""}
          placeholder={empty}
          min={min}
          max={max}
          step={step}
          required={empty === undefined}
          onKeyDown={(event) => event.key === "Enter" && event.currentTarget.blur()}
          onBlur={({ currentTarget: input }) => {
            setProblem(input.validationMessage);
            if (!input.validity.valid) return;
            const next = input.value === "" ? undefined : input.valueAsNumber;
            if (next !== value) onCommit(next);
          }}
        />
        <span>{unit}</span>
      </span>
      <span className="hint" id={`${id}-hint`}>
        {problem === "" ? hint : <strong className="problem">{problem}</strong>}
      </span>
    </div>
  );
}
