import { forgetScans } from "../../state/api";
import { formatBytes } from "../format";
import { start } from "../perform";
import { useStore } from "../useStore";

/** What this browser keeps of scans, and the way to be rid of it. */
export function SavedScans() {
  const savedBytes = useStore((state) => state.savedBytes);
  const isBusy = useStore((state) => state.jobs.length > 0);
  if (savedBytes === 0) return null;
  return (
    <div>
      <button type="button" className="button" disabled={isBusy} onClick={() => start(forgetScans())}>
        Forget saved scans ({formatBytes(savedBytes)})
      </button>
      <p className="hint">Of every model. A scan that is not done then starts from its beginning.</p>
    </div>
  );
}
