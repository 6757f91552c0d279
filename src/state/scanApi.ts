import type { Jobs } from "../worker/protocol";
import type { ScanConfig } from "../worker/scanProtocol";
import type { ResultSummary } from "../worker/selectionProtocol";
import { client } from "./connection";
import { enqueue, isStopped } from "./jobs";
import { findSaved, weighSaved } from "./savedScans";
import { selectLive, setLapeConfig, tellOfSelection } from "./selectionApi";
import { store } from "./store";

/** Sets what the next scan counts; what is left out has its default. */
export async function setScanConfig(scanConfig: ScanConfig): Promise<void> {
  store.setState({ scanConfig });
  await findSaved();
}

/** Counts. Pause, Cancel, a closed tab and a lost device keep what was counted: the same scan goes on from there. */
export function scan(config: ScanConfig = store.getState().scanConfig): Promise<ResultSummary> {
  return enqueue("scan", "Scan", async (signal, setProgress) => {
    const { startOver: _, recheck: __, ...kept } = config;
    store.setState({ scanConfig: kept });
    let seen: number | null = null;
    let hasCounted = false;
    const onProgress = (value: Jobs["scan"]["progress"]) => {
      setProgress({ kind: "scan", value });
      if (value.step === "scanning") store.setState({ counted: value.languages });
      if (value.selfCheck) store.setState({ selfCheck: value.selfCheck });
      const hasNewCounts = seen !== null && value.revision !== seen;
      seen = value.revision;
      hasCounted ||= hasNewCounts;
      if (hasNewCounts) selectLive().catch(tellOfSelection);
    };
    try {
      const result = await client.call("scan", config, { signal, onProgress });
      store.setState({ result, selfCheck: result.selfCheck });
      await setLapeConfig(store.getState().lapeConfig);
      return result;
    } catch (error) {
      if (isStopped(error) && hasCounted) await selectLive();
      throw error;
    } finally {
      await findSaved();
      await weighSaved();
    }
  });
}

/** Forgets every saved scan of this browser, once every earlier job has ended. The result that is shown stays. */
export function forgetScans(): Promise<void> {
  return enqueue("forget", "Forget saved scans", async () => {
    await client.call("forgetScans", {});
    await findSaved();
    await weighSaved();
  });
}
