import { useState } from "react";
import { attempt } from "../perform";

/** A name to be edited where it stands. Commits on Enter and when left; Escape and an empty name go back. */
export function NameField({ name, onCommit }: { name: string; onCommit: (name: string) => Promise<unknown> }) {
  const [typed, setTyped] = useState<string | null>(null);
  const commit = () => {
    const next = typed?.trim() ?? "";
    setTyped(null);
    if (next !== "" && next !== name) attempt("Rename the run", onCommit(next));
  };
  return (
    <input
      className="tune-name"
      type="text"
      aria-label="Name of the run"
      spellCheck={false}
      value={typed ?? name}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onBlur={commit}
      onKeyDown={(event) => {
        if (event.key === "Escape") setTyped(null);
        if (event.key === "Enter") event.currentTarget.blur();
      }}
    />
  );
}
