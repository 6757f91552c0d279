/** What the person set of a measurement of losses. */
export interface ScoreForm {
  readonly text: "corpus" | "validation";
  /** Null: all of the text. */
  readonly languages: readonly string[] | null;
  readonly seqLen: number | undefined;
  readonly tokensPerLanguage: number | undefined;
  readonly bos: boolean;
  readonly seed: number | undefined;
}

/** Many short windows tell more of the spread than a few long ones. */
export const SCORE_FORM: ScoreForm = {
  text: "corpus",
  languages: null,
  seqLen: 128,
  tokensPerLanguage: 2048,
  bos: false,
  seed: undefined,
};

/** Every mask is a pass over all of the text: less of it than where one model is measured once. */
export const DEACTIVATION_SCORE_FORM: ScoreForm = { ...SCORE_FORM, seqLen: 64, tokensPerLanguage: 768 };
