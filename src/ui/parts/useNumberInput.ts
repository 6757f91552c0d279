import { type ChangeEvent, type FocusEvent, type KeyboardEvent, useState } from "react";
import { useTellForm } from "./fieldProblems";

/**
 * A number input that commits on Enter and when left: what to give it, and what is wrong with what it holds ("" for nothing). What is
 * wrong is kept from `onCommit`, and holds what the form around it would start; so is what did not change; an empty field commits
 * undefined.
 */
export function useNumberInput(name: string, value: number | undefined, onCommit: (value: number | undefined) => void) {
  const [found, setFound] = useState({ problem: "", beside: value });
  // A value from outside takes the place of what was typed.
  const problem = found.beside === value ? found.problem : "";
  useTellForm(name, problem);
  return {
    problem,
    /** Its key: anew when the value changes from outside, for the field is the person's while they type. */
    inputKey: value ?? "",
    inputProps: {
      type: "number",
      defaultValue: value ?? "",
      onKeyDown: (event: KeyboardEvent<HTMLInputElement>) => event.key === "Enter" && event.currentTarget.blur(),
      // What was wrong is right as soon as it is typed, so that the next click already finds the button.
      onChange: ({ currentTarget: input }: ChangeEvent<HTMLInputElement>) =>
        problem !== "" && setFound({ problem: input.validationMessage, beside: value }),
      onBlur: ({ currentTarget: input }: FocusEvent<HTMLInputElement>) => {
        setFound({ problem: input.validationMessage, beside: value });
        if (!input.validity.valid) return;
        const next = input.value === "" ? undefined : input.valueAsNumber;
        if (next !== value) onCommit(next);
      },
    },
  };
}
