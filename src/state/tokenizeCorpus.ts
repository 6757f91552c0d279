import type { Jobs } from "../worker/protocol";
import type { CorpusTable } from "../worker/textProtocol";
import { client } from "./connection";
import { withoutTokens } from "./forget";
import type { SetProgress } from "./jobs";
import { store } from "./store";

/** Counts the corpus with the tokenizer of the open model. Counts of another do not stand until then, nor after a Cancel. */
export async function tokenizeCorpus(signal: AbortSignal, setProgress: SetProgress): Promise<CorpusTable> {
  store.setState(withoutTokens);
  const onProgress = (value: Jobs["tokenizeCorpus"]["progress"]) => setProgress({ kind: "corpus", value });
  const corpus = await client.call("tokenizeCorpus", {}, { signal, onProgress });
  store.setState({ corpus });
  return corpus;
}
