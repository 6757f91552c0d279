import type { FinetunePlan } from "../../worker/finetunePlanProtocol";
import { formatPlural } from "../format";
import { languageName } from "../languageStyle";
import { Term } from "../parts/Term";
import { hrefOf } from "../route";
import { useStore } from "../useStore";

/** Where there are none: whose there are, or where they come from. */
function NoneYet({ language, masked }: Pick<FinetunePlan, "language" | "masked">) {
  if (language === null && masked.length > 0) {
    const whose = masked.length === 1 ? languageName(masked[0]!) : formatPlural(masked.length, "language");
    return <p className="hint">Those of {whose} are selected: choose the language above.</p>;
  }
  return (
    <p className="hint">
      None {language && `of ${languageName(language)} `}selected: <a href={hrefOf("scan")}>scan</a>, or{" "}
      <a href={hrefOf("export")}>import a mask</a>. The other methods train without.
    </p>
  );
}

/** Which neurons a subnetwork is of. */
export function NeuronsRow({ plan }: { plan: FinetunePlan }) {
  const isGiven = useStore((state) => state.finetuneSettings.neurons !== undefined);
  const { nNeurons, language } = plan;
  return (
    <div className="tune-part">
      <Term id="neuron">Neurons</Term>
      {nNeurons === null ? (
        <NoneYet {...plan} />
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
