import { useState } from "react";
import { openModel } from "../../state/api";
import { stop } from "../../state/jobs";
import type { WeightFormat } from "../../transformer/weightFormat";
import type { ModelListing, Residency, ScanProvider } from "../../worker/modelProtocol";
import { formatCount } from "../format";
import { Bar } from "../parts/Bar";
import { Section } from "../parts/Section";
import { start } from "../perform";
import { jobLine } from "../shell/jobLine";
import { useSecondsLeft } from "../shell/useSecondsLeft";
import { useStore } from "../useStore";
import { DtypeTable } from "./DtypeTable";
import { OwnDecoderChoice } from "./OwnDecoderChoice";
import { ProviderChoice } from "./ProviderChoice";
import { PROVIDER_NAME, providerFor } from "./runsOn";
import { SkippedFiles } from "./SkippedFiles";
import { toSource } from "./toSource";

/** The button, or what it started: how far it is, and Cancel. */
function Load({
  text,
  isLoaded,
  disabled,
  onLoad,
}: {
  text: string;
  isLoaded: boolean;
  disabled: boolean;
  onLoad: () => void;
}) {
  const job = useStore((state) => state.jobs.find(({ kind }) => kind === "openModel"));
  const secondsLeft = useSecondsLeft(job);
  if (!job) {
    return (
      <button type="button" className={isLoaded ? "button" : "button primary"} disabled={disabled} onClick={onLoad}>
        {text}
        {isLoaded && " again"}
      </button>
    );
  }
  const { parts, done, total } = jobLine(job, secondsLeft);
  return (
    <div className="model-load">
      <div>
        <p>{parts.join(" · ")}</p>
        <Bar done={done} total={total} />
      </div>
      <button type="button" className="button" onClick={() => stop(job.id)}>
        Cancel
      </button>
    </div>
  );
}

/** What the folder holds, and the choice to make before anything large is read. */
export function ModelListingSection({ listing }: { listing: ModelListing }) {
  const model = useStore((state) => state.model);
  const environment = useStore((state) => state.environment);
  const location = useStore((state) => state.location);
  // Opening lists what it opened: the same object, whereas a folder that was only looked at may bear the same name.
  const isOpen = model !== null && listing === model;
  const [dtype, setDtype] = useState(isOpen ? model.dtype : listing.preferred);
  const [residency, setResidency] = useState<Residency>(isOpen ? model.residency : "resident");
  const [weightFormat, setFormat] = useState<WeightFormat>(isOpen ? model.weightFormat : "as stored");
  const [wanted, setWanted] = useState<ScanProvider | null>(isOpen ? model.provider : null);

  const choice = listing.choices.find((one) => one.dtype === dtype);
  const provider = providerFor(choice, wanted ?? environment?.provider ?? "wasm");
  const own = provider === "wgsl" ? { residency, weightFormat } : {};
  const load = () => location && start(openModel(toSource(location), { dtype, provider, ...own }));
  const isSame = isOpen && model.dtype === dtype && model.provider === provider;
  const isSameOwn = provider !== "wgsl" || (model?.residency === residency && model.weightFormat === weightFormat);

  return (
    <Section
      title={listing.name}
      aside={
        <span className="hint">
          {listing.architecture} · {listing.nLayers} layers × {formatCount(listing.dMlp)} neurons · d_model{" "}
          {formatCount(listing.dModel)} · vocabulary {formatCount(listing.dVocab)} · context{" "}
          {formatCount(listing.context)} tokens
        </span>
      }
      flush
    >
      <DtypeTable choices={listing.choices} dtype={dtype} onChoose={setDtype} />
      <SkippedFiles files={listing.skipped} />
      <div className="model-choose">
        <ProviderChoice provider={provider} choice={choice} onChoose={setWanted} />
        {provider === "wgsl" && (
          <OwnDecoderChoice
            residency={residency}
            weightFormat={weightFormat}
            onResidency={setResidency}
            onFormat={setFormat}
          />
        )}
        <Load
          text={`Load ${dtype} on ${PROVIDER_NAME[provider]}`}
          isLoaded={isSame && isSameOwn}
          disabled={!choice || choice[provider].verdict === "refused"}
          onLoad={load}
        />
      </div>
    </Section>
  );
}
