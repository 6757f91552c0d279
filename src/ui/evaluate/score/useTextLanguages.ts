import { useMemo } from "react";
import { useStore } from "../../useStore";
import type { ScoreForm } from "./scoreForm";

/** Languages of the text that is measured. */
export function useTextLanguages(text: ScoreForm["text"]): readonly string[] {
  const table = useStore(({ corpus, finetuneTexts }) => (text === "corpus" ? corpus : finetuneTexts.validation));
  return useMemo(() => table?.rows.map(({ language }) => language) ?? [], [table]);
}
