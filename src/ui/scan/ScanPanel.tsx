import { HeldForm } from "../parts/HeldForm";
import { Section } from "../parts/Section";
import { Term } from "../parts/Term";
import { ViewHead } from "../parts/ViewHead";
import { useStore } from "../useStore";
import { LanguageTable } from "./LanguageTable";
import { ResultLine } from "./ResultLine";
import { ScanButtons } from "./ScanButtons";
import { ScanSettings } from "./ScanSettings";
import { SelfCheckFailure } from "./SelfCheckFailure";
import { SelfCheckSection } from "./SelfCheckSection";
import "./scan.css";

/** Step 3: what to count, the counting, and whether its numbers can be trusted. */
export function ScanPanel() {
  const corpus = useStore((state) => state.corpus);
  const isBusy = useStore((state) => state.jobs.length > 0);
  const keepsNothing = useStore((state) => state.environment?.keepsScans === false);
  const selfCheck = useStore((state) => state.selfCheck);
  return (
    <HeldForm>
      <ViewHead
        title="Scan"
        lead={
          <>
            Counts, for every <Term id="neuron" /> and language, on how many tokens the <Term id="gate" /> is above 0.
          </>
        }
      >
        <ScanButtons />
      </ViewHead>
      {selfCheck && !selfCheck.passed && <SelfCheckFailure check={selfCheck} />}
      {keepsNothing && (
        <p className="hint">
          This browser keeps no files for this page: a scan can be paused, but not resumed once the tab is closed.
        </p>
      )}
      <ResultLine />
      <div className="view-columns">
        <div className="stack">
          {corpus ? (
            <LanguageTable rows={corpus.rows} />
          ) : (
            <Section title="Languages">
              <p>{isBusy ? "The project is opening …" : "No text yet: add some in step 2, Corpus."}</p>
            </Section>
          )}
        </div>
        <div className="stack">
          <ScanSettings />
          <SelfCheckSection check={selfCheck} />
        </div>
      </div>
    </HeldForm>
  );
}
