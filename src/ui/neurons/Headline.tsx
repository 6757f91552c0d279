import type { SelectionSummary } from "../../worker/selectionProtocol";
import { languageLabels } from "../charts/languageLabels";
import { formatCount, formatFigure, formatPercent, formatPlural } from "../format";
import { languageName, languageStyle } from "../languageStyle";
import { Missing } from "../parts/Missing";
import { Term } from "../parts/Term";
import { Tip } from "../parts/Tip";
import { hrefOf } from "../route";

/** More languages than this are told by their range; the counts are in the chart and in the table. */
const MOST_CHIPS = 32;

function Members({ languages, members }: Pick<SelectionSummary, "languages" | "members">) {
  if (languages.length > MOST_CHIPS) {
    const sorted = [...members].sort((a, b) => a - b);
    const [least, most] = [sorted[0]!, sorted.at(-1)!];
    return (
      <p className="quiet">
        {formatCount(least)} to {formatCount(most)} neurons a language, median{" "}
        {formatCount(sorted[Math.floor(sorted.length / 2)]!)}, in {formatPlural(languages.length, "language")}
      </p>
    );
  }
  const labels = languageLabels(languages);
  return (
    <ul className="members" aria-label="Neurons of each language">
      {languages.map((language, k) => {
        const { color, sign } = languageStyle(language, languages);
        return (
          <li key={language} title={languageName(language)}>
            <span aria-hidden="true" style={{ color }}>
              {sign}
            </span>{" "}
            {labels[k]} <strong>{formatCount(members[k]!)}</strong>
          </li>
        );
      })}
    </ul>
  );
}

/** What the selection came to, in figures. */
export function Headline({ selection }: { selection: SelectionSummary }) {
  const { selected, nLayers, dMlp, threshold, warnings } = selection;
  return (
    <div className="headline">
      <p className="headline-figures">
        <span>
          <strong className="figure">{formatCount(selected)}</strong> neurons{" "}
          {selection.source === "file" ? "in the mask file" : "selected"}
        </span>
        <span>
          <strong>{formatPercent(selected / (nLayers * dMlp))}</strong> of {formatCount(nLayers * dMlp)}
        </span>
        <span>
          <Term id="filterRate">filter</Term>: probability over{" "}
          <strong>
            {threshold === null ? (
              <Missing reason="A mask from a file does not say which threshold it was made with." />
            ) : (
              formatFigure(threshold)
            )}
          </strong>{" "}
          in some language
        </span>
        {warnings.length > 0 && (
          <Tip className="tip underlined warn-tip" tip={warnings.join(" ")}>
            {formatPlural(warnings.length, "warning")}
          </Tip>
        )}
        {selected > 0 && (
          <a className="button" href={hrefOf("tune")}>
            Tune these neurons
          </a>
        )}
      </p>
      <Members {...selection} />
    </div>
  );
}
