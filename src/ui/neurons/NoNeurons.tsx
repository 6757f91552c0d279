import { scan } from "../../state/api";
import { formatPlural } from "../format";
import { openSampleProject } from "../openSample";
import { start } from "../perform";
import { hrefOf } from "../route";
import { hasSavedCounts, languagesToScan } from "../shell/railSteps";
import { useStore } from "../useStore";

/** What to do so that there are neurons to see. Nothing stands in for a result. */
export function NoNeurons() {
  const hasModel = useStore(({ model }) => model !== null);
  const nLanguages = useStore(({ corpus }) => corpus?.rows.length ?? 0);
  const nToScan = useStore((state) => languagesToScan(state).length);
  const isSaved = useStore(hasSavedCounts);
  const isScanning = useStore(({ jobs }) => jobs.some(({ progress }) => progress?.kind === "scan"));
  const isBusy = useStore(({ jobs }) => jobs.length > 0);
  return (
    <section className="section" aria-labelledby="no-neurons">
      <div className="section-body">
        <h2 id="no-neurons">No neurons yet</h2>
        {isScanning ? (
          <p>The scan has begun; neurons appear here as soon as its first windows are counted.</p>
        ) : (
          <>
            <p>
              This view shows which neurons are active in which language. It needs counts: open a model, add text in two
              or more languages, and scan. A mask or saved counts can be imported under Export.
            </p>
            <div className="buttons">
              {!hasModel && (
                <a className="button" href={hrefOf("model")}>
                  Open a model
                </a>
              )}
              {nLanguages === 0 && (
                <a className="button" href={hrefOf("corpus")}>
                  Add text
                </a>
              )}
              {hasModel && nLanguages > 0 && (
                <>
                  <button type="button" className="button primary" onClick={() => start(scan())}>
                    {isSaved ? "Show the saved counts" : `Scan ${formatPlural(nToScan, "language")}`}
                  </button>
                  <a className="button" href={hrefOf("scan")}>
                    Settings of the scan
                  </a>
                </>
              )}
              {!hasModel && nLanguages === 0 && !isBusy && (
                <button type="button" className="button primary" onClick={openSampleProject}>
                  Open the sample project
                </button>
              )}
            </div>
          </>
        )}
      </div>
    </section>
  );
}
