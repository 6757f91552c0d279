import { type FocusEvent, type KeyboardEvent, useState } from "react";

/**
 * A number input that commits on Enter and when left: what to give it, and what is wrong with what it holds ("" for nothing). What is
 * wrong is kept from `onCommit`, and so is what did not change; an empty field commits undefined.
 */
export function useNumberInput(value: number | undefined, onCommit: (value: number | undefined) => void) {
  const [problem, setProblem] = useState("");
  return {
    problem,
    /** Its key: anew when the value changes from outside, for the field is the person's while they type. */
    inputKey: value ?? "",
    inputProps: {
      type: "number",
      defaultValue: value ?? "",
      onKeyDown: (event: KeyboardEvent<HTMLInputElement>) => event.key === "Enter" && event.currentTarget.blur(),
      onBlur: ({ currentTarget: input }: FocusEvent<HTMLInputElement>) => {
        setProblem(input.validationMessage);
        if (!input.validity.valid) return;
        const next = input.value === "" ? undefined : input.valueAsNumber;
        if (next !== value) onCommit(next);
      },
    },
  };
}
