import { useEffect, useRef, useState } from "react";
import type { CorpusFile } from "../../corpus/corpus";
import type { Recognised } from "../recognise";
import { DropFound } from "./DropFound";

/** Names back what was dropped and asks what to do with it, in the page and not over it. Esc cancels. */
export function DropQuestion({
  files,
  found,
  onEnd,
}: {
  files: ReadonlyMap<string, CorpusFile>;
  found: readonly Recognised[];
  onEnd: () => void;
}) {
  const [open, setOpen] = useState(found);
  const card = useRef<HTMLElement>(null);
  useEffect(() => card.current?.focus(), []);
  const answered = (one: Recognised) => {
    const left = open.filter((other) => other !== one);
    if (left.every(({ kind }) => kind === "unknown")) onEnd();
    else setOpen(left);
  };
  return (
    <section
      className="section"
      aria-label="What was dropped"
      ref={card}
      tabIndex={-1}
      onKeyDown={(event) => event.key === "Escape" && onEnd()}
    >
      <div className="section-head">
        <h3>Dropped</h3>
        <button type="button" className="button" onClick={onEnd}>
          Cancel
        </button>
      </div>
      {open.map((one) => (
        <div className="drop-found" key={`${one.kind} ${one.paths[0]}`}>
          <DropFound found={one} files={one.paths.map((path) => files.get(path)!)} onDone={() => answered(one)} />
        </div>
      ))}
    </section>
  );
}
