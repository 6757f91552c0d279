import { createContext, useContext, useEffect, useId } from "react";

/** What is wrong with fields, by the field: its name and the browser's words. */
export type FieldProblems = ReadonlyMap<string, string>;

/** The problems with `field`'s, or without it where `problem` is null; the same map where nothing changed. */
export function withProblem(problems: FieldProblems, field: string, problem: string | null): FieldProblems {
  if ((problems.get(field) ?? null) === problem) return problems;
  const others = [...problems].filter(([other]) => other !== field);
  return new Map(problem === null ? others : [...others, [field, problem]]);
}

/** Of the fields of the `HeldForm` around; none without one. */
export const ProblemsOfForm = createContext<FieldProblems>(new Map());
export const TellForm = createContext<(field: string, problem: string | null) => void>(() => {});

/** Tells the form of what is wrong with one of its fields ("" for nothing), until the field goes. */
export function useTellForm(name: string, problem: string): void {
  const field = useId();
  const tell = useContext(TellForm);
  useEffect(() => {
    tell(field, problem === "" ? null : `${name}: ${problem}`);
    return () => tell(field, null);
  }, [tell, field, name, problem]);
}

/** What is wrong with the form, the oldest problem first; null where every field holds what it may. */
export function useFormProblem(): string | null {
  const [first = null] = useContext(ProblemsOfForm).values();
  return first;
}
