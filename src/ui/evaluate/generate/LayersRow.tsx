import { useId, useState } from "react";
import { useTellForm } from "../../parts/fieldProblems";
import { Tip } from "../../parts/Tip";
import { useStore } from "../../useStore";
import { layersText, parseLayers } from "./generateText";

/** Layers whose neurons are changed. Commits on Enter and when left. */
export function LayersRow({
  layers,
  onCommit,
}: {
  layers: readonly number[] | undefined;
  onCommit: (layers: readonly number[] | undefined) => void;
}) {
  const id = useId();
  const nLayers = useStore((state) => state.model?.nLayers ?? 0);
  const [isWrong, setWrong] = useState(false);
  const text = layers ? layersText(layers) : "";
  const problem = `Layers are 0 to ${nLayers - 1}: write them as 0-2, 5.`;
  useTellForm("Layers", isWrong ? problem : "");
  return (
    <div className="number-row">
      <Tip
        className="tip underlined"
        tip="Layers whose neurons are changed, as 0-2, 5. The published scripts change all; choosing layers is ours."
      >
        Layers
      </Tip>
      <input
        key={text}
        type="text"
        aria-label="Layers"
        aria-invalid={isWrong}
        aria-describedby={isWrong ? `${id}-problem` : undefined}
        defaultValue={text}
        placeholder="all"
        onKeyDown={(event) => event.key === "Enter" && event.currentTarget.blur()}
        onBlur={({ currentTarget }) => {
          const next = parseLayers(currentTarget.value, nLayers);
          setWrong(next === null);
          if (next !== null) onCommit(next);
        }}
      />
      <span className="hint">of {nLayers}</span>
      {isWrong && (
        <strong className="problem" id={`${id}-problem`}>
          {problem}
        </strong>
      )}
    </div>
  );
}
