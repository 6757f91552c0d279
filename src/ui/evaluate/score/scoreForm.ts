import type { PerplexityOptions } from "../../../state/scoreApi";
import type { ScoreForm } from "../../../state/scoreForm";

/** What there is to measure now: it may be other than when the form was set. */
export interface Measurable {
  /** Languages of each text; null where there is no such text. */
  readonly languages: Readonly<Record<ScoreForm["text"], readonly string[] | null>>;
  /** Of the open model, in tokens; null while none is open. */
  readonly context: number | null;
  readonly hasBos: boolean;
}

/** The settings as far as text and model still allow them: what they do not is back at its default. */
export function fitScoreForm(form: ScoreForm, { languages, context, hasBos }: Measurable): ScoreForm {
  const text = languages[form.text] === null ? "corpus" : form.text;
  const all = languages[text] ?? [];
  const kept = form.languages?.filter((language) => all.includes(language)) ?? null;
  // All of those chosen may be gone; none may have been chosen.
  const isGone = kept?.length === 0 && form.languages?.length !== 0;
  return {
    ...form,
    text,
    languages: isGone || kept?.length === all.length ? null : kept,
    seqLen: form.seqLen === undefined || context === null ? form.seqLen : Math.min(form.seqLen, context),
    bos: form.bos && hasBos,
  };
}

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
