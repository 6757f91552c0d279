import { type ChangeEvent, type FocusEvent, type KeyboardEvent, useEffect, useRef, useState } from "react";
import { useTellForm } from "./fieldProblems";

/**
 * A number input that commits on Enter and when left: what to give it, and what is wrong with what it holds ("" for nothing). What is
 * wrong is kept from `onCommit`, and holds what the form around it would start; so is what did not change; an empty field commits
 * undefined.
 */
export function useNumberInput(name: string, value: number | undefined, onCommit: (value: number | undefined) => void) {
  const field = useRef<HTMLInputElement>(null);
  const [problem, setProblem] = useState("");
  const [before, setBefore] = useState(value);
  // A value from outside takes the place of what was typed, for good: the same value may come back later.
  if (!Object.is(before, value)) {
    setBefore(value);
    setProblem("");
  }
  useTellForm(name, problem);
  const check = (input: HTMLInputElement) => setProblem(input.validationMessage);
  const commit = (input: HTMLInputElement) => {
    check(input);
    if (!input.validity.valid) return;
    const next = input.value === "" ? undefined : input.valueAsNumber;
    if (next !== value) onCommit(next);
  };
  // What was wrong may be right when its limits changed: it is as if it were left only now, unless the person still types.
  useEffect(() => {
    const input = field.current;
    if (problem === "" || input === null) return;
    if (input === document.activeElement) check(input);
    else commit(input);
  });
  return {
    problem,
    /** Its key: anew when the value changes from outside, for the field is the person's while they type. */
    inputKey: value ?? "",
    inputProps: {
      ref: field,
      type: "number",
      defaultValue: value ?? "",
      onKeyDown: (event: KeyboardEvent<HTMLInputElement>) => event.key === "Enter" && event.currentTarget.blur(),
      // What was wrong is right as soon as it is typed, so that the next click already finds the button.
      onChange: ({ currentTarget: input }: ChangeEvent<HTMLInputElement>) => problem !== "" && check(input),
      onBlur: ({ currentTarget: input }: FocusEvent<HTMLInputElement>) => commit(input),
    },
  };
}
