import { useState } from "react";
import { report } from "../../../state/reportApi";
import { formatBytes } from "../../format";
import { stillThere, useModelRuns } from "../../parts/modelRuns";
import { Section } from "../../parts/Section";
import { SubjectRow } from "../../parts/SubjectRow";
import { save, toFileStem } from "../../parts/save";
import { useView } from "../../parts/useView";
import { useTheme } from "../../theme";
import { useStore } from "../../useStore";
import { KeptEvaluations } from "./KeptEvaluations";
import "./report.css";

interface Made {
  readonly blob: Blob;
  readonly html: string;
}

async function make(run: string | null): Promise<Made> {
  const blob = await report(run === null ? {} : { run });
  return { blob, html: await blob.text() };
}

/** A run's report as it stands, to read and to save, and what it is made from. */
export function ReportPanel() {
  const model = useStore((state) => state.model);
  const evaluations = useStore((state) => state.evaluations);
  const theme = useTheme();
  const [chosen, setChosen] = useState<string | null | undefined>(undefined);
  const ofModel = useModelRuns();
  const id = chosen === undefined ? (ofModel.at(-1)?.id ?? null) : stillThere(chosen, ofModel);
  const run = ofModel.find((one) => one.id === id) ?? null;
  const key = [id, run?.name, run?.stepsDone, run?.status, ...evaluations.map((one) => one.id)].join(" ");
  const { value, error } = useView(key, () => make(id));
  const name = `${toFileStem(run?.name ?? model?.name ?? "")}.report.html`;
  return (
    <div className="stack">
      <Section title="Report" aside={value && <span className="hint">{formatBytes(value.blob.size)}</span>}>
        <div className="weights-choices">
          <SubjectRow name="Report on" run={id} onChoose={setChosen} />
        </div>
        <p className="hint">
          One HTML file with its tables, figures, settings and manifests: it needs no network, no script and no other
          file. What was measured in the other tabs is in it; what was not is left out.
        </p>
        <div className="buttons">
          <button
            type="button"
            className="button primary"
            disabled={!value}
            onClick={() => value && save(value.blob, name)}
          >
            Save {name}
          </button>
        </div>
        {error && <p className="problem">{error}</p>}
      </Section>
      {value && (
        // Sandboxed: a report runs nothing, wherever its names come from.
        <iframe
          className="report-preview"
          title={`Report on ${run?.name ?? model?.name}`}
          sandbox=""
          srcDoc={value.html}
          style={{ colorScheme: theme }}
        />
      )}
      <KeptEvaluations />
    </div>
  );
}
