import { useEffect, useRef } from "react";
import { isSampleModel } from "../model/toSource";
import { openSampleProject } from "../openSample";
import { hrefOf, useRoute } from "../route";
import { useStore } from "../useStore";
import { railSteps, type Step } from "./railSteps";

const SIGN: Record<Step["status"], { sign: string; word: string }> = {
  done: { sign: "✓", word: "done" },
  running: { sign: "▸", word: "running" },
  ready: { sign: "○", word: "ready" },
  missing: { sign: "", word: "not yet" },
};

function RailStep({ step, number, current }: { step: Step; number: number; current: boolean }) {
  const { sign, word } = SIGN[step.status];
  const link = useRef<HTMLAnchorElement>(null);
  // On a narrow screen the rail scrolls sideways.
  useEffect(() => {
    if (current) link.current?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [current]);
  return (
    <a ref={link} className="rail-step" href={hrefOf(step.view)} aria-current={current ? "page" : undefined}>
      <span className="rail-number">{number}</span>
      <span className="rail-name">{step.name}</span>
      <span className={`rail-sign ${step.status}`}>
        <span aria-hidden="true">{sign}</span>
        <span className="unseen">{word}:</span>
      </span>
      <span className="rail-says">{step.says}</span>
    </a>
  );
}

/** The steps of the work in their order, each with how far it is; the sample project is one click from everywhere. */
export function Rail() {
  const { view } = useRoute();
  const state = useStore((all) => all);
  const isSample = state.corpusSource === "sample" && isSampleModel(state.modelLocation);
  return (
    <nav className="rail" aria-label="Steps">
      <ol>
        {railSteps(state).map((step, i) => (
          <li key={step.view}>
            <RailStep step={step} number={i + 1} current={step.view === view} />
          </li>
        ))}
      </ol>
      {!isSample && state.jobs.length === 0 && (
        <div className="rail-foot">
          <button type="button" className="button" onClick={openSampleProject}>
            Open sample project
          </button>
        </div>
      )}
    </nav>
  );
}
