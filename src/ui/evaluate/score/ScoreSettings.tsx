import type { ScoreForm } from "../../../state/scoreForm";
import { formatCount } from "../../format";
import { languageName } from "../../languageStyle";
import { ChoiceRow } from "../../parts/ChoiceRow";
import { NumberRow } from "../../parts/NumberRow";
import { useStore } from "../../useStore";
import "./score.css";

const DEFAULT_SEQ_LEN = 512;

/** Which text, how much of it, in which windows. */
export function ScoreSettings({
  form,
  all,
  onChange,
}: {
  /** Fitted to what there is to measure. */
  form: ScoreForm;
  /** All languages of the text. */
  all: readonly string[];
  onChange: (form: ScoreForm) => void;
}) {
  const context = useStore((state) => state.model?.context ?? DEFAULT_SEQ_LEN);
  const hasBos = useStore((state) => state.model?.hasBos ?? false);
  const hasValidation = useStore((state) => state.finetuneTexts.validation !== null);
  const chosen = form.languages ?? all;
  const change = (part: Partial<ScoreForm>) => onChange({ ...form, ...part });
  const toggle = (language: string, isChosen: boolean) => {
    const next = all.filter((one) => (one === language ? isChosen : chosen.includes(one)));
    change({ languages: next.length === all.length ? null : next });
  };
  return (
    <>
      <div className="score-settings">
        <ChoiceRow
          name="Text"
          hint="The corpus of step 2, or the text that fine-tuning validates with. A run should not be judged by the text it was trained on."
          value={form.text}
          choices={[
            { value: "corpus", label: "Corpus" },
            ...(hasValidation ? [{ value: "validation", label: "Validation text of fine-tuning" }] : []),
          ]}
          onChoose={(text) => change({ text: text as ScoreForm["text"], languages: null })}
        />
        <NumberRow
          name="Tokens a language"
          unit="tokens"
          hint="At most so many, whole windows drawn with the seed; the same for every model. Empty: all."
          value={form.tokensPerLanguage}
          empty="all"
          min={1}
          step={1}
          onCommit={(tokensPerLanguage) => change({ tokensPerLanguage })}
        />
        <NumberRow
          name="Window length"
          unit="tokens"
          hint={`The first token of a window is not predicted. At most the model's context, ${formatCount(context)}. Intervals are over windows: ten or more a language make them sound.`}
          value={form.seqLen}
          empty={String(Math.min(DEFAULT_SEQ_LEN, context))}
          min={2}
          max={context}
          step={1}
          onCommit={(seqLen) => change({ seqLen })}
        />
        <NumberRow
          name="Seed"
          unit=""
          hint="Of the windows that are drawn, of the bootstrap and of random neurons."
          value={form.seed}
          empty="1"
          min={0}
          step={1}
          onCommit={(seed) => change({ seed })}
        />
        <label className="check">
          <input
            type="checkbox"
            checked={form.bos}
            disabled={!hasBos}
            onChange={(event) => change({ bos: event.currentTarget.checked })}
          />
          BOS token before each window
        </label>
      </div>
      {all.length > 1 && (
        <details className="score-languages">
          <summary>
            {form.languages === null ? `All ${all.length} languages` : `${chosen.length} of ${all.length} languages`}
          </summary>
          <div className="buttons">
            <button type="button" className="link" onClick={() => change({ languages: null })}>
              All
            </button>
            <button type="button" className="link" onClick={() => change({ languages: [] })}>
              None
            </button>
          </div>
          <div className="score-language-list">
            {all.map((language) => (
              <label className="check" key={language} title={language}>
                <input
                  type="checkbox"
                  checked={chosen.includes(language)}
                  onChange={(event) => toggle(language, event.currentTarget.checked)}
                />
                {languageName(language)}
              </label>
            ))}
          </div>
        </details>
      )}
    </>
  );
}
