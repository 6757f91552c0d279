import { useMemo } from "react";
import { useStore } from "../useStore";

/**
 * All languages of the project, also those that a running scan has not come to: colours are given out over them, so that a
 * language keeps its own while others appear.
 */
export function useProjectLanguages(): readonly string[] {
  const corpus = useStore((state) => state.corpus);
  const counted = useStore((state) => state.result?.languages);
  const selected = useStore((state) => state.selection?.languages);
  return useMemo(() => {
    const rows = corpus?.rows.map(({ language }) => language) ?? [];
    return [...new Set([...rows, ...(counted ?? []), ...(selected ?? [])])];
  }, [corpus, counted, selected]);
}
