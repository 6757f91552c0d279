import { type ReactNode, useCallback, useState } from "react";
import { type FieldProblems, ProblemsOfForm, TellForm, withProblem } from "./fieldProblems";

/** Fields, and a button that starts with what they hold: it asks `useFormProblem` whether it may. */
export function HeldForm({ children }: { children: ReactNode }) {
  const [problems, setProblems] = useState<FieldProblems>(new Map());
  const tell = useCallback(
    (field: string, problem: string | null) => setProblems((before) => withProblem(before, field, problem)),
    [],
  );
  return (
    <TellForm value={tell}>
      <ProblemsOfForm value={problems}>{children}</ProblemsOfForm>
    </TellForm>
  );
}
