import { useState } from "react";
import { AlignFigures } from "./AlignFigures";
import { ResultChoices } from "./ResultChoices";
import { useAlignments } from "./useAlignments";

/** What was measured: a model alone, or two side by side. */
export function AlignResults() {
  const [chosen, setChosen] = useState<{ first: string | null; second: string | null }>({ first: null, second: null });
  const alignments = useAlignments(chosen);
  const { kept, error } = alignments;
  return (
    <>
      <ResultChoices alignments={alignments} onChoose={(choice) => setChosen({ ...chosen, ...choice })} />
      {error && <p className="problem">{error}</p>}
      {kept && <AlignFigures key={kept[0].result.languages.join()} kept={kept} />}
    </>
  );
}
