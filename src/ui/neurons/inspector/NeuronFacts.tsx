import type { NeuronDetail } from "../../../lape/neuronDetail";
import { formatCount, formatNats } from "../../format";
import { languageName } from "../../languageStyle";
import { Missing } from "../../parts/Missing";
import { Term } from "../../parts/Term";

/** What LAPE says of one neuron. */
export function NeuronFacts({ detail }: { detail: NeuronDetail }) {
  const members = detail.languages.filter(({ member }) => member);
  return (
    <dl className="facts">
      <dt>
        <Term id="entropy" />
      </dt>
      <dd>
        {detail.entropy === null ? (
          <Missing reason="The neuron was active on no token of any language, so its probabilities have no entropy." />
        ) : (
          <>
            {formatNats(detail.entropy)}{" "}
            <span className="quiet">of at most {formatNats(Math.log(detail.languages.length))}</span>
          </>
        )}
      </dd>
      <dt>rank</dt>
      <dd>
        {detail.rank === null ? (
          <Missing reason="Only neurons that pass the filter are ranked: this one exceeds the threshold in no language." />
        ) : (
          <>
            {formatCount(detail.rank)}{" "}
            <span className="quiet">of {formatCount(detail.nRanked)} that pass the filter</span>
          </>
        )}
      </dd>
      <dt>
        <Term id="lape">selected</Term>
      </dt>
      <dd>{detail.selected ? "yes" : "no"}</dd>
      <dt>
        <Term id="activationBarRatio">belongs to</Term>
      </dt>
      <dd>
        {members.length > 0 ? (
          members.map(({ language }) => languageName(language)).join(", ")
        ) : (
          <Missing
            reason={
              detail.selected
                ? "Selected, but its probability exceeds the activation bar in no language."
                : "Only selected neurons belong to languages."
            }
          />
        )}
      </dd>
    </dl>
  );
}
