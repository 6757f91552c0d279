import type { FinetunePlan } from "../../worker/finetunePlanProtocol";
import { languageName } from "../languageStyle";
import { Term } from "../parts/Term";
import { changeSetting } from "./changeSettings";

/** Other languages whose loss is validated with the trained one's: what is forgotten shows there. */
export function WatchedRow({ plan }: { plan: FinetunePlan }) {
  const { watchable, watched, unwatched } = plan;
  // What is watched without text stands among them, so that it can be unticked.
  const offered = [...new Set([...watchable, ...watched])].sort();
  const toggle = (language: string, isWatched: boolean) =>
    changeSetting(
      "watched",
      offered.filter((one) => (one === language ? isWatched : watched.includes(one))),
    );
  return (
    <div className="tune-part">
      <Term id="forgetting">Watch</Term>
      {offered.length === 0 ? (
        <p className="hint">No other language has text: add some in step 2, or to the validation text.</p>
      ) : (
        <div>
          <div className="tune-watched">
            {offered.map((language) => (
              <label className="check" key={language} title={language}>
                <input
                  type="checkbox"
                  checked={watched.includes(language)}
                  onChange={(event) => toggle(language, event.currentTarget.checked)}
                />
                {languageName(language)}
              </label>
            ))}
          </div>
          {unwatched.map(({ language, reason }) => (
            <p className="hint" key={language}>
              Not watched: {reason}.
            </p>
          ))}
        </div>
      )}
    </div>
  );
}
