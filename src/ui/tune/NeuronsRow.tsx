import type { FinetunePlan } from "../../worker/finetuneProtocol";
import { formatPlural } from "../format";
import { languageName } from "../languageStyle";
import { Term } from "../parts/Term";
import { hrefOf } from "../route";
import { useStore } from "../useStore";

/** Which neurons a subnetwork is of. */
export function NeuronsRow({ plan }: { plan: FinetunePlan }) {
  const isGiven = useStore((state) => state.finetuneSettings.neurons !== undefined);
  const { nNeurons, language } = plan;
  return (
    <div className="tune-part">
      <Term id="neuron">Neurons</Term>
      {nNeurons === null ? (
        <p className="hint">
          None {language && `of ${languageName(language)} `}selected: <a href={hrefOf("scan")}>scan</a>, or{" "}
          <a href={hrefOf("export")}>import a mask</a>. The other methods train without.
        </p>
      ) : (
        <p>
          {formatPlural(nNeurons, "neuron")}
          {isGiven ? " given by a script" : ` of ${languageName(language ?? "")}`}{" "}
          {!isGiven && <a href={hrefOf("neurons")}>selected in step 4</a>}
        </p>
      )}
    </div>
  );
}
