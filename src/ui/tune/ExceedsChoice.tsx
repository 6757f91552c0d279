import { useId } from "react";

/** Where the GPU holds too little by the estimate, which may be wrong: one may start all the same. */
export function ExceedsChoice({ reason, onStart }: { reason: string; onStart: () => void }) {
  const id = useId();
  return (
    <div className="tune-exceeds">
      <p className="tune-missing" id={id}>
        The GPU will hardly hold this: {reason}.
      </p>
      <button type="button" className="button" aria-describedby={id} onClick={onStart}>
        Start anyway
      </button>
    </div>
  );
}
