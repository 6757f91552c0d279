import { scan } from "../../state/api";
import type { ScanConfig } from "../../worker/scanProtocol";
import { formatPlural, formatProgress } from "../format";
import { openSampleProject } from "../openSample";
import { useFormProblem } from "../parts/fieldProblems";
import { start } from "../perform";
import { hrefOf } from "../route";
import { hasSavedCounts, languagesToScan } from "../shell/railSteps";
import { useStore } from "../useStore";

/** What can be done now: scan, resume, start over; or what is missing, and the way to it. */
export function ScanButtons() {
  const model = useStore((state) => state.model);
  const corpus = useStore((state) => state.corpus);
  const saved = useStore((state) => state.saved);
  const scanConfig = useStore((state) => state.scanConfig);
  const isScanning = useStore((state) => state.jobs.some(({ kind }) => kind === "scan"));
  const hasFailed = useStore((state) => state.selfCheck?.passed === false && state.model?.provider === "webgpu");
  const isSaved = useStore(hasSavedCounts);
  const isBusy = useStore((state) => state.jobs.length > 0);
  const problem = useFormProblem();

  // Pause and Cancel are in the bar at the bottom, as in every view.
  if (isScanning) {
    return (
      <a className="button primary large" href={hrefOf("neurons")}>
        Watch the neurons
      </a>
    );
  }
  if (!model || !corpus) {
    if (isBusy) return <p className="hint">The project is opening …</p>;
    return (
      <div className="buttons">
        {!model && (
          <a className="button" href={hrefOf("model")}>
            Open a model
          </a>
        )}
        {!corpus && (
          <a className="button" href={hrefOf("corpus")}>
            Add text
          </a>
        )}
        <button type="button" className="button primary large" onClick={openSampleProject}>
          Open sample project
        </button>
      </div>
    );
  }

  if (problem !== null) return <p className="problem">{problem}</p>;
  const languages = languagesToScan({ corpus, scanConfig });
  const begin = (once: Pick<ScanConfig, "startOver" | "recheck"> = {}) => start(scan({ ...scanConfig, ...once }));
  if (languages.length === 0) return <p className="hint">Choose at least one language below.</p>;
  if (saved && saved.tokensDone > 0 && saved.tokensDone < saved.tokensTotal) {
    return (
      <div className="buttons">
        <button type="button" className="button" onClick={() => begin({ startOver: true })}>
          Start over
        </button>
        <button type="button" className="button primary large" onClick={() => begin()}>
          Resume ({formatProgress(saved.tokensDone, saved.tokensTotal)})
        </button>
      </div>
    );
  }
  // After a failed self-check the card below has the way on.
  const tone = hasFailed ? "button" : "button primary large";
  return (
    <button type="button" className={tone} onClick={() => begin(hasFailed ? { recheck: true } : {})}>
      {isSaved && !hasFailed
        ? "Show the saved counts"
        : `${hasFailed ? "Check again and scan" : "Scan"} ${formatPlural(languages.length, "language")}`}
    </button>
  );
}
