import { formatDate } from "../format";
import { hrefOf } from "../route";
import { useStore } from "../useStore";
import { resultParts } from "./resultParts";

/** What the last scan counted, how fast, on what. */
export function ResultLine() {
  const result = useStore((state) => state.result);
  const isScanning = useStore((state) => state.jobs.some(({ kind }) => kind === "scan"));
  if (!result || isScanning) return null;
  return (
    <section className="section scan-result" aria-label="Result">
      <div>
        <h3>
          {result.source === "file" ? "Counts from a file" : "Counted"}: {result.modelName}
        </h3>
        <p>{resultParts(result).join(" · ")}</p>
        <p className="hint">{formatDate(result.date)}</p>
      </div>
      <a className="button" href={hrefOf("neurons")}>
        See the neurons
      </a>
    </section>
  );
}
