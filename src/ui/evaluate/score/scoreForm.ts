import type { PerplexityOptions } from "../../../state/scoreApi";

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

/** The settings as the measurement takes them. */
export function toOptions({ text, languages, seqLen, tokensPerLanguage, bos, seed }: ScoreForm): PerplexityOptions {
  return {
    text,
    bos,
    ...(languages ? { languages } : {}),
    ...(seqLen === undefined ? {} : { seqLen }),
    ...(tokensPerLanguage === undefined ? {} : { tokensPerLanguage }),
    ...(seed === undefined ? {} : { seed }),
  };
}
