import type { Fit } from "../../model/fit";
import type { DtypeChoice } from "../../worker/modelProtocol";
import { formatBytes } from "../format";
import { FIT_TONE } from "../parts/fitTone";
import { Term } from "../parts/Term";

function FitCell({ fit }: { fit: Fit }) {
  return (
    <td className="wrap">
      <span className={`chip ${FIT_TONE[fit.verdict]}`}>{fit.verdict}</span> <span className="hint">{fit.reason}</span>
    </td>
  );
}

/** The dtypes of a folder with their sizes, and whether this machine holds them. */
export function DtypeTable({
  choices,
  dtype,
  onChoose,
}: {
  choices: readonly DtypeChoice[];
  dtype: string;
  onChoose: (dtype: string) => void;
}) {
  return (
    <div className="table-frame">
      <table className="table">
        <thead>
          <tr>
            <th scope="col">
              <Term id="dtype" />
            </th>
            <th scope="col">File</th>
            <th scope="col" className="number">
              Size
            </th>
            <th scope="col">On WebGPU</th>
            <th scope="col">On wasm</th>
            <th scope="col">
              <Term id="ownDecoder">Own decoder</Term>
            </th>
          </tr>
        </thead>
        <tbody>
          {choices.map((choice) => (
            <tr key={choice.path}>
              <th scope="row">
                <label className="check">
                  <input
                    type="radio"
                    name="dtype"
                    checked={choice.dtype === dtype}
                    disabled={[choice.webgpu, choice.wasm, choice.wgsl].every(({ verdict }) => verdict === "refused")}
                    onChange={() => onChoose(choice.dtype)}
                  />
                  {choice.dtype}
                </label>
              </th>
              <td className="mono">{choice.path}</td>
              <td className="number">{formatBytes(choice.bytes)}</td>
              <FitCell fit={choice.webgpu} />
              <FitCell fit={choice.wasm} />
              <FitCell fit={choice.wgsl} />
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
