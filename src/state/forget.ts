import { initialState, type State, store } from "./store";

type Change = Partial<State>;

/** The store without all that was counted on a model, and without what was made of the counts. */
export const withoutCounts = ({ revision }: State): Change => ({
  result: null,
  counted: null,
  selfCheck: null,
  selection: null,
  saved: null,
  revision: revision + 1,
});

/** The corpus without what a tokenizer said of it: its counts, and the documents it had no tokens for. */
export function withoutTokens({ corpus }: Pick<State, "corpus">): Pick<State, "corpus"> {
  if (corpus === null) return { corpus };
  const rows = corpus.rows.map((row) => ({ ...row, tokens: null, tokensPerByte: null }));
  return { corpus: { ...corpus, rows, issues: corpus.issues.filter(({ by }) => by !== "tokenizer") } };
}

/** The store without a model that the worker no longer holds, and without its tokens. */
export const withoutModel = (state: State): Change => ({
  ...withoutCounts(state),
  ...withoutTokens(state),
  model: null,
  modelLocation: null,
});

/** Brings the store in line with a worker that holds nothing. What was chosen stays. */
export function forgetAll(): void {
  store.setState((state) => ({
    ...withoutModel(state),
    corpus: null,
    corpusSource: null,
    finetuneTexts: initialState.finetuneTexts,
    finetuneSources: initialState.finetuneSources,
    plan: null,
  }));
}
