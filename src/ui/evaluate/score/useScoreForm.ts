import { useMemo } from "react";
import type { ScoreForm } from "../../../state/scoreForm";
import { useStore } from "../../useStore";
import { fitScoreForm } from "./scoreForm";

/** Settings that fit the text and the model that are open. */
export interface FittedScore {
  readonly score: ScoreForm;
  /** All languages of the text that is measured. */
  readonly all: readonly string[];
}

/** What was set, fitted to what there is now. */
export function useScoreForm(form: ScoreForm): FittedScore {
  const corpus = useStore((state) => state.corpus);
  const validation = useStore((state) => state.finetuneTexts.validation);
  const model = useStore((state) => state.model);
  return useMemo(() => {
    const namesOf = (table: typeof corpus | typeof validation) => table?.rows.map(({ language }) => language) ?? null;
    const languages = { corpus: namesOf(corpus), validation: namesOf(validation) };
    const score = fitScoreForm(form, { languages, context: model?.context ?? null, hasBos: model?.hasBos ?? false });
    return { score, all: languages[score.text] ?? [] };
  }, [form, corpus, validation, model]);
}
