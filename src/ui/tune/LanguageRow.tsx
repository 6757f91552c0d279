import { tuneOnSample } from "../../state/finetuneText";
import { FINETUNE_LANGUAGES } from "../../state/sample";
import type { FinetunePlan } from "../../worker/finetunePlanProtocol";
import { languageName } from "../languageStyle";
import { start } from "../perform";
import { useStore } from "../useStore";
import { changeSetting } from "./changeSettings";

/** Which language to train on: those of the training text; while that is the sample's, all that the sample has. */
export function LanguageRow({ plan }: { plan: FinetunePlan }) {
  const source = useStore((state) => state.finetuneSources.train);
  const isSample = source === null || source === "sample";
  const languages = [...new Set([...plan.languages, ...(isSample ? FINETUNE_LANGUAGES : [])])].sort();
  const sample = plan.masked.find((language) => FINETUNE_LANGUAGES.includes(language)) ?? FINETUNE_LANGUAGES[0]!;
  const choose = (language: string) => {
    if (plan.languages.includes(language)) changeSetting("language", language);
    else start(tuneOnSample(language));
  };
  return (
    <div className="tune-part">
      <label htmlFor="tune-language">Language</label>
      <div className="buttons">
        <select id="tune-language" value={plan.language ?? ""} onChange={(event) => choose(event.currentTarget.value)}>
          {plan.language === null && (
            <option value="" disabled>
              choose
            </option>
          )}
          {languages.map((language) => (
            <option key={language} value={language}>
              {languageName(language)} ({language}){plan.languages.includes(language) ? "" : ": sample text"}
            </option>
          ))}
        </select>
        {source === null && (
          <button type="button" className="button primary" onClick={() => start(tuneOnSample(sample))}>
            Use the sample's {languageName(sample)} text
          </button>
        )}
      </div>
    </div>
  );
}
