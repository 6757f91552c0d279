import { importDelta } from "../../state/api";
import { formatCount } from "../format";
import { FilePick } from "../parts/FilePick";
import { Section } from "../parts/Section";
import { start } from "../perform";
import { RUN_ENDINGS } from "../recognise";
import { go, hrefOf } from "../route";
import { METHODS } from "../tune/methods";
import { useStore } from "../useStore";

/** Runs of fine-tuning: each has its files beside it, and what another browser exported is read here. */
export function RunsSection() {
  const runs = useStore((state) => state.runs);
  const hasModel = useStore((state) => state.model !== null);
  const read = (files: readonly File[]) => start(importDelta(files).then(({ id }) => go({ run: id })));
  return (
    <Section title="Runs of fine-tuning">
      <p className="hint">
        A run is saved as the delta of its weights, as an adapter for PEFT, as the merged model and as a log; the files
        stand beside the run.
      </p>
      {runs.length > 0 && (
        <ul className="export-runs">
          {runs.map((run) => (
            <li key={run.id}>
              <a href={hrefOf({ run: run.id })}>{run.name}</a>{" "}
              <span className="hint">
                {METHODS[run.method].name}, {formatCount(run.trainableParameters)} parameters
              </span>
            </li>
          ))}
        </ul>
      )}
      <div className="buttons">
        {hasModel ? (
          <FilePick accept={RUN_ENDINGS} onPick={read}>
            Import a delta, an adapter or a log …
          </FilePick>
        ) : (
          <span className="hint">Open a model to import what was trained on it.</span>
        )}
      </div>
    </Section>
  );
}
