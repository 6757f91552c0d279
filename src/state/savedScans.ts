import { client } from "./connection";
import { fitScanConfig } from "./fitScanConfig";
import { store } from "./store";

/** Looks for a saved part of the scan that the settings describe, as far as model and corpus can take them. */
export async function findSaved(): Promise<void> {
  store.setState((state) => ({ scanConfig: fitScanConfig(state) }));
  const { model, corpus, scanConfig } = store.getState();
  const saved = model && corpus ? await client.call("savedScan", { config: scanConfig }) : null;
  store.setState({ saved });
}

/** Asks how many bytes the saved scans of this browser take. */
export async function weighSaved(): Promise<void> {
  store.setState({ savedBytes: await client.call("savedBytes", {}) });
}
