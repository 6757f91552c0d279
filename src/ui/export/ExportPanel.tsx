import { exportManifest, exportMask, exportStats, exportTable } from "../../state/api";
import type { SelectionSummary } from "../../worker/selectionProtocol";
import { formatPlural } from "../format";
import { useFigureStem } from "../neurons/useFigureSource";
import { openSampleProject } from "../openSample";
import { Section } from "../parts/Section";
import { ViewHead } from "../parts/ViewHead";
import { hrefOf } from "../route";
import { useStore } from "../useStore";
import { ExportRow } from "./ExportRow";
import { ImportSection } from "./ImportSection";
import { RunsSection } from "./RunsSection";
import { maskJson, maskPt, maskSafetensors, stats, table } from "./snippets";
import "./export.css";

function whatIsSelected({ members, languages, selected, nLayers, dMlp, counted }: SelectionSummary): string {
  const of = `${formatPlural(selected, "neuron")} of ${nLayers} × ${dMlp}, ${formatPlural(languages.length, "language")}`;
  const origin = !counted ? "from a mask file" : counted.complete ? "from complete counts" : "from part of a scan";
  return `${of}, ${formatPlural(
    members.reduce((sum, n) => sum + n, 0),
    "membership",
  )}; ${origin}.`;
}

/** Step 6: files for the tools that people have. Every file but the CSV carries the manifest of what made it. */
export function ExportPanel() {
  const selection = useStore((state) => state.selection);
  const result = useStore((state) => state.result);
  const stem = useFigureStem();
  const languages = selection?.languages ?? [];
  const nLayers = selection?.nLayers ?? 0;
  const needsMask = selection ? null : "needs a selection";
  const needsCounts = result || selection?.source === "lape" ? null : "needs counts: scan, or import activation stats";
  return (
    <>
      <ViewHead
        title="Export"
        lead={selection ? whatIsSelected(selection) : "Nothing is selected yet: scan, or import a mask below."}
      >
        {!selection && (
          <div className="buttons">
            <a className="button" href={hrefOf("scan")}>
              Go to the scan
            </a>
            <button type="button" className="button" onClick={openSampleProject}>
              Open sample project
            </button>
          </div>
        )}
      </ViewHead>
      <Section title="Mask: the neurons of each language" flush>
        <ExportRow
          name="torch"
          file={`${stem}.neurons.pt`}
          what="List[language][layer] of int64 indices, the published layout: for torch.load(…, weights_only=True) and the scripts of Tang et al. and Gurgurov et al."
          missing={needsMask}
          snippet={maskPt(`${stem}.neurons.pt`, languages)}
          make={() => exportMask("pt")}
        />
        <ExportRow
          name="safetensors"
          file={`${stem}.neurons.safetensors`}
          what="One int64 tensor a language and layer, named {language}.{layer}: for the safetensors library in Python, Rust and others."
          missing={needsMask}
          snippet={maskSafetensors(`${stem}.neurons.safetensors`, languages, nLayers)}
          make={() => exportMask("safetensors")}
        />
        <ExportRow
          name="JSON"
          file={`${stem}.neurons.json`}
          what="Languages, indices, thresholds and provenance as text: for any language, and for the eye."
          missing={needsMask}
          snippet={maskJson(`${stem}.neurons.json`)}
          make={() => exportMask("json")}
        />
      </Section>
      <Section title="Counts and figures" flush>
        <ExportRow
          name="Activation stats"
          file={`${stem}.stats.safetensors`}
          what="over_zero, n and mean_activation of every neuron and language: select again with other thresholds, here or elsewhere."
          missing={needsCounts}
          snippet={stats(`${stem}.stats.safetensors`)}
          make={exportStats}
        />
        <ExportRow
          name="Table"
          file={`${stem}.neurons.csv`}
          what="The selected neurons with entropy and the probability of each language: for spreadsheets, pandas and R."
          missing={needsCounts}
          snippet={table(`${stem}.neurons.csv`)}
          make={exportTable}
        />
        <ExportRow
          name="Manifest"
          file={`${stem}.manifest.json`}
          what="What made the result: hashes of model and corpus, settings, seed, versions, adapter, self-check. It is also inside every file above but the CSV: keep it beside that one."
          missing={needsCounts}
          make={exportManifest}
        />
      </Section>
      <RunsSection />
      <ImportSection />
    </>
  );
}
