import { NoModel } from "../parts/NoModel";
import { ViewHead } from "../parts/ViewHead";
import { useStore } from "../useStore";

/** Step 7: how alike a model sees sentences that translate each other. */
export function AlignPanel() {
  const hasModel = useStore((state) => state.model !== null);
  return (
    <>
      <ViewHead title="Align" lead="Compares hidden states of sentences that translate each other, layer by layer." />
      {!hasModel && <NoModel>Alignment needs a model, and sentences aligned by line.</NoModel>}
    </>
  );
}
