import { useEffect, useId, useMemo, useRef, useState } from "react";
import type { NeuronDetail } from "../../lape/neuronDetail";
import { notify } from "../../state/jobs";
import { views } from "../../state/views";
import { formatNeuron } from "../format";
import { useView } from "../parts/useView";
import { hrefOf, type Route, useRoute } from "../route";
import { useStore } from "../useStore";
import { LanguageBars } from "./inspector/LanguageBars";
import { LanguageNumbers } from "./inspector/LanguageNumbers";
import { NeuronFacts } from "./inspector/NeuronFacts";
import { neighbours } from "./inspector/neighbours";
import "./inspector/inspector.css";

type Neuron = NonNullable<Route["neuron"]>;

interface Open {
  readonly name: string;
  readonly nLayers: number;
  readonly dMlp: number;
  readonly hasCounts: boolean;
}

/** Why a neuron of the address cannot be shown; null when it can. */
function whyNot(neuron: Neuron, open: Open | null): string | null {
  if (!open) return "There are no counts yet. Scan, and this neuron shows its probabilities.";
  if (!open.hasCounts)
    return "The selection comes from a mask file, which holds no probabilities. Scan, or select anew.";
  if (open.name !== neuron.model) return `This address names a neuron of ${neuron.model}; ${open.name} is open.`;
  if (neuron.layer >= open.nLayers) return `${open.name} has ${open.nLayers} layers, counted from 0.`;
  if (neuron.index >= open.dMlp) return `Layers of ${open.name} have ${open.dMlp} neurons, counted from 0.`;
  return null;
}

function Steps({ neuron, nLayers, dMlp }: { neuron: Neuron; nLayers: number; dMlp: number }) {
  const { before, after } = neighbours(neuron, nLayers, dMlp);
  const copy = () => {
    navigator.clipboard.writeText(window.location.href).then(
      () => notify("info", "The address of this neuron is on the clipboard."),
      (error: Error) =>
        notify("error", `Copy link: ${error.message}. The address stands in the browser's address bar.`),
    );
  };
  const step = (to: typeof before, sign: string, name: string) =>
    to && (
      <a className="tool" href={hrefOf({ model: neuron.model, ...to })} aria-label={`${name} neuron`}>
        {sign}
      </a>
    );
  return (
    <div className="tools">
      {step(before, "←", "Previous")}
      {step(after, "→", "Next")}
      <button type="button" className="tool" onClick={copy}>
        Copy link
      </button>
      <a className="tool" href={hrefOf("neurons")} aria-label="Close the inspector">
        ✕
      </a>
    </div>
  );
}

type Sorting = "probability" | "language" | "numbers";

function Languages({ detail }: { detail: NeuronDetail }) {
  const [sorting, setSorting] = useState<Sorting>("probability");
  const name = useId();
  const rows = useMemo(
    () =>
      sorting === "probability"
        ? [...detail.languages].sort((a, b) => b.probability - a.probability)
        : detail.languages,
    [detail, sorting],
  );
  const choice = (value: Sorting, label: string) => (
    <label>
      <input
        type="radio"
        name={name}
        className="unseen"
        checked={sorting === value}
        onChange={() => setSorting(value)}
      />
      {label}
    </label>
  );
  return (
    <>
      <fieldset className="segment">
        <legend className="unseen">Languages</legend>
        {choice("probability", "By probability")}
        {choice("language", "By language")}
        {choice("numbers", "Numbers")}
      </fieldset>
      {sorting === "numbers" ? <LanguageNumbers rows={rows} /> : <LanguageBars rows={rows} />}
      <p className="quiet hint">
        {sorting !== "numbers" && "Bars: share of tokens on which the neuron is active. Lines: their 95 % intervals. "}
        Intervals are Wilson's and take tokens as independent. Bold: languages the neuron belongs to.
      </p>
    </>
  );
}

/** The neuron of the address: what LAPE says of it, and its probability for each language. */
export function Inspector() {
  const { neuron } = useRoute();
  const revision = useStore((state) => state.revision);
  const selection = useStore((state) => state.selection);
  const { nLayers = 0, dMlp = 0, counted = null } = selection ?? {};
  const open = selection && { name: counted?.modelName ?? "", nLayers, dMlp, hasCounts: counted !== null };
  const reason = neuron && whyNot(neuron, open);
  const key = neuron && !reason ? `${revision} ${neuron.layer} ${neuron.index}` : null;
  const { value: detail, error } = useView(key, () => views.neuron(neuron!.layer, neuron!.index));
  const panel = useRef<HTMLElement>(null);
  const broughtIn = useRef("");
  useEffect(() => {
    // In one column the inspector lies below the map: a click on a cell brings it into sight, once and when it is filled.
    if (!detail || !panel.current || broughtIn.current === `${detail.layer} ${detail.index}`) return;
    broughtIn.current = `${detail.layer} ${detail.index}`;
    if (panel.current.getBoundingClientRect().top > window.innerHeight / 2) panel.current.scrollIntoView();
  }, [detail]);
  if (!neuron) return null;
  return (
    <aside ref={panel} className="inspector" aria-label={`Neuron ${formatNeuron(neuron.layer, neuron.index)}`}>
      <div className="inspector-head">
        <h2>{formatNeuron(neuron.layer, neuron.index)}</h2>
        <Steps neuron={neuron} nLayers={nLayers} dMlp={dMlp} />
      </div>
      {(reason ?? error) && <p className="hint">{reason ?? error}</p>}
      {detail && (
        <>
          <NeuronFacts detail={detail} />
          <Languages detail={detail} />
        </>
      )}
    </aside>
  );
}
