import type { ReactNode } from "react";

/** What scrolls and holds nothing to press is itself a stop of the Tab key, or a keyboard could not scroll it. */
const REACHABLE = { tabIndex: 0 } as const;

/** A table that scrolls sideways where it is narrow, also by the keys; `name` says what it holds. */
export function TableFrame({ name, children }: { name: string; children: ReactNode }) {
  return (
    <section className="table-frame" aria-label={name} {...REACHABLE}>
      {children}
    </section>
  );
}
