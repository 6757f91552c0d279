import { HeldForm } from "../parts/HeldForm";
import { NoModel } from "../parts/NoModel";
import { Section } from "../parts/Section";
import { Term } from "../parts/Term";
import { ViewHead } from "../parts/ViewHead";
import { useStore } from "../useStore";
import { AlignResults } from "./AlignResults";
import { AlignSetUp, StartButton } from "./AlignSetUp";
import { useAlignPlan } from "./useAlignPlan";
import "./align.css";

/** Step 7: how alike a model sees sentences that translate each other. */
export function AlignPanel() {
  const hasModel = useStore((state) => state.model !== null);
  const hasResults = useStore((state) => state.evaluations.some(({ kind }) => kind === "alignment"));
  const plan = useAlignPlan();
  return (
    <>
      <HeldForm>
        <ViewHead
          title="Align"
          lead={
            <>
              Compares hidden states of sentences that translate each other, layer by layer: <Term id="alignedCosine" />
              , <Term id="retrieval" />, <Term id="cka" />, <Term id="centroidDistance" />. The measures are this
              page's: the papers define none.
            </>
          }
        >
          {hasModel && <StartButton plan={plan} />}
        </ViewHead>
        {!hasModel && <NoModel>Alignment needs a model, and sentences aligned by line or by id.</NoModel>}
        {hasModel && !hasResults && (
          <Section title="What to compare">
            <AlignSetUp plan={plan} />
          </Section>
        )}
        {hasModel && hasResults && (
          <details className="section align-again">
            <summary>What to compare next</summary>
            <div className="section-body">
              <AlignSetUp plan={plan} />
            </div>
          </details>
        )}
      </HeldForm>
      {hasResults && <AlignResults />}
    </>
  );
}
