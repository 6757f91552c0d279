import { clearFinetuneText, setFinetuneText } from "../../state/finetuneText";
import type { FinetunePlan } from "../../worker/finetunePlanProtocol";
import type { TextPart } from "../../worker/textProtocol";
import { formatFigure, formatPlural } from "../format";
import { FilePick } from "../parts/FilePick";
import { Section } from "../parts/Section";
import { Term } from "../parts/Term";
import { attempt, start } from "../perform";
import { useStore } from "../useStore";
import { LanguageRow } from "./LanguageRow";
import { NeuronsRow } from "./NeuronsRow";
import { TextIssues } from "./TextIssues";
import { WatchedRow } from "./WatchedRow";

const SOURCE = { sample: "sample text", files: "your files", corpus: "the text of step 2" } as const;

/** What there is to train on, in windows of the run. */
function trainSays({ train, config, missing }: FinetunePlan): string {
  if (!train) return missing ?? "none yet";
  const { windows, tokens, tokensLeftOut, epochs } = train;
  const passes = `${formatFigure(epochs)} ${epochs === 1 ? "time" : "times"} over it in ${formatPlural(config.steps, "step")}`;
  const leftOut =
    config.lossOnPadding && tokensLeftOut > 0
      ? ` · ${formatPlural(tokensLeftOut, "token")} left out, of documents or ends of them shorter than half a window`
      : "";
  return `${formatPlural(tokens, "token")} in ${formatPlural(windows, "window")} · ${passes}${leftOut}`;
}

function validationSays({ validation, language }: FinetunePlan): string {
  const target = validation.find((one) => one.language === language);
  if (!target) return "none: the text has too few windows to hold some out";
  const origin = target.from === "held out" ? "held out of the training text" : "of the validation text";
  return `${formatPlural(target.windows, "window")} ${origin}, ${formatPlural(target.tokens, "token")}`;
}

/** The ways to give a part its text. */
function Pick({ part, hasCorpus }: { part: TextPart; hasCorpus: boolean }) {
  const hasText = useStore((state) => state.finetuneTexts[part] !== null);
  return (
    <span className="buttons">
      <FilePick onPick={(files) => start(setFinetuneText(part, files))}>
        {part === "train" ? "Pick training text …" : "Pick validation text …"}
      </FilePick>
      {hasCorpus && part === "train" && (
        <button type="button" className="button" onClick={() => start(setFinetuneText(part, "corpus"))}>
          Use the text of step 2
        </button>
      )}
      {hasText && part === "validation" && (
        <button
          type="button"
          className="button"
          onClick={() => attempt("Clear the validation text", clearFinetuneText(part))}
        >
          Hold out windows instead
        </button>
      )}
    </span>
  );
}

function Origin({ part }: { part: TextPart }) {
  const source = useStore((state) => state.finetuneSources[part]);
  return source ? <span className="chip">{SOURCE[source]}</span> : null;
}

/** What is trained on, what tells how well, and which other languages are watched. */
export function TextSection({ plan }: { plan: FinetunePlan }) {
  const hasCorpus = useStore((state) => state.corpus !== null);
  const isTraining = useStore((state) => state.jobs.some(({ kind }) => kind === "finetune"));
  return (
    <Section title="Text">
      <fieldset className="bare tune-text" disabled={isTraining} aria-label="Text of the run">
        <LanguageRow plan={plan} />
        <div className="tune-part">
          <span>Training text</span>
          <div>
            <p>
              {plan.train && <Origin part="train" />} {trainSays(plan)}
            </p>
            <TextIssues part="train" />
            <Pick part="train" hasCorpus={hasCorpus} />
          </div>
        </div>
        <div className="tune-part">
          <Term id="heldOut">Validation</Term>
          <div>
            {plan.train ? (
              <p>
                <Origin part="validation" /> {validationSays(plan)}
              </p>
            ) : (
              <p className="hint">Windows are held out of the training text unless you give text for it.</p>
            )}
            <TextIssues part="validation" />
            <Pick part="validation" hasCorpus={hasCorpus} />
          </div>
        </div>
        <WatchedRow plan={plan} />
        <NeuronsRow plan={plan} />
      </fieldset>
    </Section>
  );
}
