import type { FinetunePlan } from "../../worker/finetuneProtocol";
import { languageName } from "../languageStyle";
import { Term } from "../parts/Term";
import { changeSetting } from "./changeSettings";

/** Other languages whose loss is validated with the trained one's: what is forgotten shows there. */
export function WatchedRow({ plan }: { plan: FinetunePlan }) {
  const watched = new Set(plan.validation.map(({ language }) => language).filter((one) => one !== plan.language));
  const toggle = (language: string, isWatched: boolean) =>
    changeSetting(
      "watched",
      plan.watchable.filter((one) => (one === language ? isWatched : watched.has(one))),
    );
  return (
    <div className="tune-part">
      <Term id="forgetting">Watch</Term>
      {plan.watchable.length === 0 ? (
        <p className="hint">No other language has text: add some in step 2, or to the validation text.</p>
      ) : (
        <div className="tune-watched">
          {plan.watchable.map((language) => (
            <label className="check" key={language} title={language}>
              <input
                type="checkbox"
                checked={watched.has(language)}
                onChange={(event) => toggle(language, event.currentTarget.checked)}
              />
              {languageName(language)}
            </label>
          ))}
        </div>
      )}
    </div>
  );
}
