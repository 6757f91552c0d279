import type { ReactNode } from "react";
import { useFormProblem } from "./fieldProblems";

/** The button that starts what its form holds: not while a field is wrong, which is then named beside it. */
export function HeldStart({
  disabled,
  onClick,
  children,
}: {
  disabled: boolean;
  onClick: () => void;
  children: ReactNode;
}) {
  const problem = useFormProblem();
  return (
    <>
      <button type="button" className="button primary" disabled={disabled || problem !== null} onClick={onClick}>
        {children}
      </button>
      {problem !== null && <span className="problem">{problem}</span>}
    </>
  );
}
