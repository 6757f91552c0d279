import type { ReactNode } from "react";

/** A view's title, a sentence, and its actions. */
export function ViewHead({ title, lead, children }: { title: string; lead: ReactNode; children?: ReactNode }) {
  return (
    <div className="view-head">
      <div>
        <h2>{title}</h2>
        <p>{lead}</p>
      </div>
      {children}
    </div>
  );
}
