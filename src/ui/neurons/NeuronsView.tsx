import { useState } from "react";
import { views } from "../../state/views";
import type { SelectionSummary } from "../../worker/selectionProtocol";
import type { Cell } from "../charts/mapView";
import { useView } from "../parts/useView";
import { go, useRoute } from "../route";
import { useStore } from "../useStore";
import { Headline } from "./Headline";
import { LayerCounts } from "./LayerCounts";
import { type MapChoice, MapKindSwitch } from "./MapKindSwitch";
import { MapPanel } from "./map/MapPanel";
import { NeuronTable } from "./NeuronTable";
import { NoNeurons } from "./NoNeurons";
import { OverlapChart } from "./OverlapChart";
import { SelectionControls } from "./SelectionControls";
import { useFigureSource, useFigureStem } from "./useFigureSource";
import "./neurons.css";

/** Pauses between requests of what is large or only read at rest. */
const REST_MS = { overlap: 100, table: 250 };

function Views({ selection }: { selection: SelectionSummary }) {
  const revision = useStore((state) => state.revision);
  const model = useStore((state) => selection.counted?.modelName ?? state.model?.name ?? "mask");
  const { neuron } = useRoute();
  const { languages, nLayers, dMlp } = selection;
  // A mask from a file knows its neurons only; where there are counts beside it, the settings select from those again.
  const hasCounts = selection.source === "lape";
  const canSelect = useStore(({ result }) => result !== null) || hasCounts;
  const [choice, setChoice] = useState<MapChoice>({ kind: "entropy", language: "" });
  const shown: MapChoice = {
    kind: hasCounts ? choice.kind : "selected",
    language: languages.includes(choice.language) ? choice.language : (languages[0] ?? ""),
  };
  const { kind, language } = shown;
  const map = useView(`${revision} ${kind} ${language}`, () =>
    views.neuronMap(kind === "probability" ? { kind, language } : { kind }),
  );
  const overlap = useView(`${revision}`, views.overlap, REST_MS.overlap);
  const table = useView(`${revision}`, views.neuronTable, REST_MS.table);
  const stem = useFigureStem();
  const [ofAll, ofSelected] = [useFigureSource(false), useFigureSource(true)];
  const chosen: Cell | null = neuron;
  const open = ({ layer, index }: Cell) => go({ model, layer, index });

  return (
    <>
      <div className="neurons-screen">
        <div className="neurons-settings">
          <h2 className="unseen">Neurons</h2>
          {canSelect && <SelectionControls />}
        </div>
        <Headline selection={selection} />
        <div className="neurons-figures">
          {map.value && (
            <MapPanel
              key={`${nLayers} x ${dMlp}`}
              map={map.value}
              nLanguages={languages.length}
              source={kind === "selected" ? ofSelected : ofAll}
              stem={`${stem}-${kind}${kind === "probability" ? `-${language}` : ""}`}
              chosen={chosen}
              onOpen={open}
            >
              <MapKindSwitch choice={shown} languages={languages} hasCounts={hasCounts} onChange={setChoice} />
            </MapPanel>
          )}
          <LayerCounts selection={selection} source={ofSelected} stem={stem} />
          {overlap.value && <OverlapChart overlap={overlap.value} source={ofSelected} stem={stem} />}
        </div>
      </div>
      {[map, overlap, table].map(
        ({ error }) =>
          error && (
            <p key={error} className="chart-error" role="alert">
              {error}
            </p>
          ),
      )}
      {table.value && (
        <NeuronTable
          key={table.value.languages.join(" ")}
          table={table.value}
          nLayers={nLayers}
          hasCounts={hasCounts}
          model={model}
          chosen={chosen}
        />
      )}
    </>
  );
}

/** The neurons of the languages: settings of the selection, the map of all neurons, where the selected ones lie, a table. */
export function NeuronsView() {
  const selection = useStore((state) => state.selection);
  return selection ? <Views selection={selection} /> : <NoNeurons />;
}
