import { useId } from "react";

/** Where the estimate says that the GPU holds too little: what to change. It may be wrong, so one may start all the same. */
export function ExceedsChoice({ reason, onStart }: { reason: string; onStart: () => void }) {
  const id = useId();
  return (
    <div className="tune-exceeds">
      <p className="tune-missing" id={id}>
        The GPU will hardly hold this: {reason}. A smaller batch, shorter windows or frozen weights as q4 (More
        settings) take less.
      </p>
      <button type="button" className="button" aria-describedby={id} onClick={onStart}>
        Start anyway
      </button>
    </div>
  );
}
