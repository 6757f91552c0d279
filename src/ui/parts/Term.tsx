import type { ReactNode } from "react";
import { type Definition, TERMS, type TermId } from "../terms";
import { Tip } from "./Tip";

/** A word of the field with its definition and source on hover and focus. */
export function Term({ id, children }: { id: TermId; children?: ReactNode }) {
  const term: Definition = TERMS[id];
  return (
    <Tip
      className="term"
      tip={
        <>
          <strong>{term.name}</strong> {term.text} <cite>{term.source}</cite>
        </>
      }
    >
      {children ?? term.name}
    </Tip>
  );
}
