import type { ReactNode } from "react";
import { Tip } from "./Tip";

/** A choice on one line: its name (which explains itself on hover and focus) and the list to choose from. */
export function ChoiceRow({
  name,
  hint,
  value,
  choices,
  onChoose,
}: {
  name: string;
  hint: ReactNode;
  value: string;
  choices: readonly { readonly value: string; readonly label: string }[];
  onChoose: (value: string) => void;
}) {
  return (
    <div className="number-row">
      <Tip className="tip underlined" tip={hint}>
        {name}
      </Tip>
      <select aria-label={name} value={value} onChange={(event) => onChoose(event.currentTarget.value)}>
        {choices.map((choice) => (
          <option key={choice.value} value={choice.value}>
            {choice.label}
          </option>
        ))}
      </select>
    </div>
  );
}
