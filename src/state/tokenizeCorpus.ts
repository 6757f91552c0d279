import type { CorpusTable, Jobs } from "../worker/protocol";
import { client } from "./connection";
import type { SetProgress } from "./jobs";
import { type State, store } from "./store";

/** The corpus without what a tokenizer said of it: its counts, and the documents it had no tokens for. */
export function withoutTokens({ corpus }: Pick<State, "corpus">): Pick<State, "corpus"> {
  if (corpus === null) return { corpus };
  const rows = corpus.rows.map((row) => ({ ...row, tokens: null, tokensPerByte: null }));
  return { corpus: { ...corpus, rows, issues: corpus.issues.filter(({ by }) => by !== "tokenizer") } };
}

/** Counts the corpus with the tokenizer of the open model. Counts of another do not stand until then, nor after a Cancel. */
export async function tokenizeCorpus(signal: AbortSignal, setProgress: SetProgress): Promise<CorpusTable> {
  store.setState(withoutTokens);
  const onProgress = (value: Jobs["tokenizeCorpus"]["progress"]) => setProgress({ kind: "corpus", value });
  const corpus = await client.call("tokenizeCorpus", {}, { signal, onProgress });
  store.setState({ corpus });
  return corpus;
}
