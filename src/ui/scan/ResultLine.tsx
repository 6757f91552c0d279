import { formatCount, formatDate, formatDuration, formatPlural, formatSpeed } from "../format";
import { hrefOf } from "../route";
import { useStore } from "../useStore";

/** What the last scan counted, how fast, on what. */
export function ResultLine() {
  const result = useStore((state) => state.result);
  const isScanning = useStore((state) => state.jobs.some(({ kind }) => kind === "scan"));
  if (!result || isScanning) return null;
  const parts = [
    formatPlural(
      result.n.reduce((sum, n) => sum + n, 0),
      "token",
    ),
    formatPlural(result.languages.length, "language"),
    `${result.nLayers} × ${formatCount(result.dMlp)} neurons`,
    ...(result.seqLen === null ? [] : [`windows of ${formatCount(result.seqLen)}`]),
    ...(result.provider === null ? [] : [result.provider === "webgpu" ? "WebGPU" : "wasm"]),
    ...(result.tokensPerSecond === null ? [] : [formatSpeed(result.tokensPerSecond)]),
    ...(result.seconds === null ? [] : [`in ${formatDuration(result.seconds)}`]),
  ];
  return (
    <section className="section scan-result" aria-label="Result">
      <div>
        <h3>
          {result.source === "file" ? "Counts from a file" : "Counted"}: {result.modelName}
        </h3>
        <p>{parts.join(" · ")}</p>
        <p className="hint">{formatDate(result.date)}</p>
      </div>
      <a className="button" href={hrefOf("neurons")}>
        See the neurons
      </a>
    </section>
  );
}
