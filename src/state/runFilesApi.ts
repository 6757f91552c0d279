import type { WeightFormat } from "../transformer/weightFormat";
import type { Jobs } from "../worker/protocol";
import type { RunFormat, RunSummary } from "../worker/runProtocol";
import { client } from "./connection";
import { enqueue, notify } from "./jobs";
import { placeRun } from "./runs";
import { store } from "./store";
import { readTextSources, type TextSource } from "./textSource";

/**
 * A file of a run, of the last one that left weights unless it is named: its changes, an adapter, the tuned model, its log. With a
 * folder the files of a model are written into it, and nothing is returned.
 */
export function exportDelta(
  format: RunFormat,
  { run, folder }: { run?: string; folder?: FileSystemDirectoryHandle } = {},
): Promise<Blob | null> {
  return enqueue("export", "Export the run", async (signal, setProgress) => {
    const id = run ?? store.getState().runs.findLast(({ hasDelta }) => hasDelta)?.id;
    if (id === undefined) throw new Error("there is no run to export yet: fine-tune, or import a delta");
    const onProgress = (value: Jobs["exportRun"]["progress"]) => setProgress({ kind: "export", value });
    return client.call("exportRun", { id, format, ...(folder ? { folder } : {}) }, { signal, onProgress });
  });
}

/**
 * Reads what a run left, onto the base it was trained on: a delta or a PEFT adapter exported here, its log (JSON or CSV), or a log with
 * the weights of its run. It is kept as a run. `weightFormat` is the one it was trained with, that of the page's settings unless given.
 */
export function importDelta(
  source: TextSource | readonly TextSource[],
  options: { name?: string; weightFormat?: WeightFormat } = {},
): Promise<RunSummary> {
  return enqueue("import", "Import the run", async (signal) => {
    const files = await readTextSources(source, signal);
    const name = options.name ?? files[0]?.name ?? "";
    const weightFormat = options.weightFormat ?? store.getState().finetuneSettings.weightFormat ?? "as stored";
    const { run, warnings } = await client.call("importRun", { files, name, weightFormat }, { signal });
    for (const warning of warnings) notify("info", `${run.name}: ${warning}`);
    placeRun(run);
    return run;
  });
}
