import type { CorpusFile } from "../corpus/corpus";
import type { ModelListing, ModelLocation, ModelSummary, OpenModelRequest } from "../worker/modelProtocol";
import type { Jobs } from "../worker/protocol";
import { client } from "./connection";
import { tokenizeFinetuneText } from "./finetuneText";
import { withoutCounts, withoutModel } from "./forget";
import { enqueue } from "./jobs";
import { SAMPLE_MODEL } from "./sample";
import { findSaved, weighSaved } from "./savedScans";
import { store } from "./store";
import { toNamedBlob } from "./textSource";
import { tokenizeCorpus } from "./tokenizeCorpus";

/** A model: the sample, the address of a folder in Hugging Face layout, or its files. */
export type ModelSource = "sample" | string | readonly (File | CorpusFile)[];

function locate(source: ModelSource): ModelLocation {
  if (typeof source !== "string") return { kind: "files", files: source.map(toNamedBlob) };
  return source === "sample" ? SAMPLE_MODEL : { kind: "url", url: source };
}

/** Lists what a model folder holds, without opening it. */
export function listModel(source: ModelSource): Promise<ModelListing> {
  const location = locate(source);
  return enqueue("listModel", "Read the model folder", async (signal, setProgress) => {
    const onProgress = (value: Jobs["listModel"]["progress"]) => setProgress({ kind: "load", value });
    const listing = await client.call("listModel", { location }, { signal, onProgress });
    store.setState({ location, listing });
    return listing;
  });
}

/** Opens a model: reads it, finds its gates and makes it ready to scan. A corpus that is open is tokenized anew. */
export function openModel(
  source: ModelSource,
  options: Omit<OpenModelRequest, "location"> = {},
): Promise<ModelSummary> {
  const location = locate(source);
  return enqueue("openModel", "Open the model", async (signal, setProgress) => {
    let isLastGone = false;
    const onProgress = (value: Jobs["openModel"]["progress"]) => {
      isLastGone ||= value.step === "starting";
      setProgress({ kind: "load", value });
    };
    try {
      const model = await client.call("openModel", { location, ...options }, { signal, onProgress });
      store.setState((state) => ({
        ...withoutCounts(state),
        location,
        listing: model,
        model,
        modelLocation: location,
      }));
    } catch (error) {
      if (isLastGone) store.setState(withoutModel);
      throw error;
    }
    if (store.getState().corpus) await tokenizeCorpus(signal, setProgress);
    await tokenizeFinetuneText(signal, setProgress);
    await findSaved();
    return store.getState().model!;
  });
}

/** Reads what this browser offers, once. */
export async function loadEnvironment(): Promise<void> {
  store.setState({ environment: await client.call("environment", {}) });
  await weighSaved();
}
