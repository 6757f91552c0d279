import { setAlignForm } from "../../state/alignForm";
import { formatCount } from "../format";
import { languageName } from "../languageStyle";
import { ChoiceRow } from "../parts/ChoiceRow";
import { NumberRow } from "../parts/NumberRow";
import type { AlignPlan } from "./alignPlan";

/** Which languages, compared with which, and how many sentences of each. */
export function LanguagesPart({ plan }: { plan: AlignPlan }) {
  const { available, languages, pivot, sentences } = plan;
  const toggle = (language: string, isOn: boolean) =>
    setAlignForm({
      languages: (available ?? []).filter((one) => (one === language ? isOn : languages?.includes(one))),
    });
  return (
    <fieldset className="bare align-part">
      <legend>Languages</legend>
      {available === null || languages === null ? (
        <p className="hint">All languages of the files.</p>
      ) : (
        <>
          <div className="align-languages">
            {available.map((language) => (
              <label className="check" key={language} title={language}>
                <input
                  type="checkbox"
                  checked={languages.includes(language)}
                  onChange={(event) => toggle(language, event.currentTarget.checked)}
                />
                {languageName(language)}
              </label>
            ))}
          </div>
          <span className="buttons">
            <button type="button" className="link" onClick={() => setAlignForm({ languages: available })}>
              All
            </button>
            <button type="button" className="link" onClick={() => setAlignForm({ languages: [] })}>
              None
            </button>
          </span>
          <ChoiceRow
            name="Compare"
            hint="Every language with every other, or all with one: of 16 languages 120 pairs, or 15."
            value={pivot ?? ""}
            choices={[
              { value: "", label: "all pairs" },
              ...languages.map((language) => ({ value: language, label: `with ${languageName(language)}` })),
            ]}
            onChoose={(language) => setAlignForm({ pivot: language || null })}
          />
        </>
      )}
      <NumberRow
        name="Sentences"
        unit="lines"
        hint={`The first so many lines that all languages have${plan.mostSentences === null ? "" : `, at most ${formatCount(plan.mostSentences)}`}. Retrieval gets harder with more, so compare only equal numbers.`}
        value={sentences}
        empty="200"
        min={2}
        max={plan.mostSentences ?? undefined}
        step={1}
        onCommit={(value) => setAlignForm({ sentences: value })}
      />
    </fieldset>
  );
}
