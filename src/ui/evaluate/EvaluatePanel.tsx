import { HeldForm } from "../parts/HeldForm";
import { NoModel } from "../parts/NoModel";
import { ViewHead } from "../parts/ViewHead";
import { hrefOf, useRoute } from "../route";
import { useStore } from "../useStore";
import { TABS } from "./tabs";
import "./evaluate.css";

/** Step 6: what a model does, and what a run changed. */
export function EvaluatePanel() {
  const { tab } = useRoute();
  const hasModel = useStore((state) => state.model !== null);
  const open = TABS.find(({ id }) => id === tab) ?? TABS[0];
  return (
    <>
      <ViewHead
        title="Evaluate"
        lead="Measures the open model, or what a run made of it, and holds them side by side."
      />
      <nav className="tabs" aria-label="Evaluations">
        {TABS.map(({ id, name }) => (
          <a key={id} href={hrefOf({ tab: id })} aria-current={id === open?.id ? "page" : undefined}>
            {name}
          </a>
        ))}
      </nav>
      {hasModel && open && (
        <HeldForm key={open.id}>
          <open.Panel />
        </HeldForm>
      )}
      {!hasModel && <NoModel>Evaluation needs a model, and text in its languages.</NoModel>}
    </>
  );
}
