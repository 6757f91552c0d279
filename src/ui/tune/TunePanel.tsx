import { useState } from "react";
import type { RunSummary } from "../../worker/runProtocol";
import { languageName } from "../languageStyle";
import { HeldForm } from "../parts/HeldForm";
import { NoModel } from "../parts/NoModel";
import { Term } from "../parts/Term";
import { ViewHead } from "../parts/ViewHead";
import { useRoute } from "../route";
import { useStore } from "../useStore";
import { BaselineButtons } from "./BaselineButtons";
import { MethodTable } from "./MethodTable";
import { METHODS } from "./methods";
import { RunDetail } from "./RunDetail";
import { RunFigures } from "./RunFigures";
import { RunTable } from "./RunTable";
import { SettingsSection } from "./SettingsSection";
import { TextSection } from "./TextSection";
import { RunButtons, StartButton } from "./TuneButtons";
import { useFollowRun } from "./useFollowRun";
import "./tune.css";

function useHidden() {
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const draw = (id: string, isDrawn: boolean) =>
    setHidden((before) => new Set(isDrawn ? [...before].filter((one) => one !== id) : [...before, id]));
  return [hidden, draw] as const;
}

/** A new run: method, text and settings. */
function SetUp({
  runs,
  hidden,
  onDraw,
}: { runs: readonly RunSummary[] } & Pick<Parameters<typeof RunTable>[0], "hidden" | "onDraw">) {
  const plan = useStore((state) => state.plan);
  return (
    <HeldForm>
      <ViewHead
        title="Tune"
        lead={
          <>
            Trains the weights of one language's <Term id="neuron">neurons</Term>, or a baseline, on text of that
            language, and watches what the others lose. The base stays as it is; what changed is a file.
          </>
        }
      >
        {plan && <StartButton plan={plan} />}
      </ViewHead>
      {plan ? (
        <div className="view-columns">
          <div className="stack">
            <MethodTable plan={plan} />
            <TextSection plan={plan} />
            {runs.length > 0 && <RunTable runs={runs} open={null} hidden={hidden} onDraw={onDraw} />}
          </div>
          <div className="stack">
            <SettingsSection plan={plan} />
          </div>
        </div>
      ) : (
        <>
          <NoModel>Fine-tuning needs a model, text in one language, and its neurons.</NoModel>
          {runs.length > 0 && <RunTable runs={runs} open={null} hidden={hidden} onDraw={onDraw} />}
        </>
      )}
    </HeldForm>
  );
}

/** Step 5: fine-tuning. A run has an address of its own, with its curves beside those of the others. */
export function TunePanel() {
  const { run: id } = useRoute();
  const runs = useStore((state) => state.runs);
  const [hidden, draw] = useHidden();
  const run = runs.find((one) => one.id === id);
  useFollowRun(run === undefined);
  if (!run) return <SetUp runs={runs} hidden={hidden} onDraw={draw} />;
  return (
    <>
      <ViewHead
        title="Tune"
        lead={`${METHODS[run.method].name} on ${languageName(run.language)}, and what it is compared with.`}
      >
        <RunButtons run={run} />
      </ViewHead>
      <div className="view-columns">
        <div className="stack">
          <RunFigures runs={runs} hidden={hidden} open={run} />
          <BaselineButtons run={run} />
          <RunTable runs={runs} open={run.id} hidden={hidden} onDraw={draw} />
        </div>
        <div className="stack">
          <RunDetail run={run} />
        </div>
      </div>
    </>
  );
}
