import type { NeuronMap } from "../../../worker/selectionProtocol";
import { formatCount, formatNeuron } from "../../format";
import type { MapStyle } from "./mapStyle";
import { type ReadCell, valueText } from "./mapSummary";

/** The cell under the pointer or the keyboard's cursor in words; spoken when the keyboard moved there. */
export function MapReadout({
  map,
  style,
  read,
  spoken,
}: {
  map: NeuronMap;
  style: MapStyle;
  read: ReadCell | null;
  spoken: boolean;
}) {
  return (
    <p className="map-readout" aria-live={spoken ? "polite" : "off"}>
      {read ? (
        <>
          <strong>{formatNeuron(read.layer, read.index)}</strong> {valueText(map, read.value)}
          {read.sharing > 1 && (
            <span className="quiet">
              {" "}
              {style.binWord} of the {formatCount(read.sharing)} neurons in this column
            </span>
          )}
        </>
      ) : (
        <span className="quiet">Point at a cell to read it, click to inspect it; wheel zooms, drag pans.</span>
      )}
    </p>
  );
}
