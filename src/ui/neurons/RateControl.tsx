import { type ReactNode, useId, useState } from "react";
import type { RateScale } from "../charts/rateScale";

const STEP = 0.0001;

/** A share in (0, 1]: a slider over the useful part of its range, and a field for any value. */
export function RateControl({
  name,
  label,
  value,
  scale,
  onChange,
}: {
  /** As the published script calls it. */
  name: string;
  /** The name with its definition. */
  label: ReactNode;
  value: number;
  scale: RateScale;
  onChange: (value: number) => void;
}) {
  const id = useId();
  const [typed, setTyped] = useState<string | null>(null);
  return (
    <div className="rate">
      <span id={id}>{label}</span>
      <div className="rate-line">
        <input
          type="range"
          aria-label={`${name}, slider`}
          aria-valuetext={String(value)}
          min={0}
          max={scale.steps}
          value={scale.toPosition(value)}
          onChange={({ currentTarget: input }) => onChange(scale.toRate(input.valueAsNumber))}
        />
        <input
          type="number"
          aria-labelledby={id}
          min={STEP}
          max={1}
          step={STEP}
          value={typed ?? value}
          onChange={({ currentTarget: input }) => {
            setTyped(input.value);
            if (input.valueAsNumber > 0 && input.valueAsNumber <= 1) onChange(input.valueAsNumber);
          }}
          onBlur={() => setTyped(null)}
        />
      </div>
    </div>
  );
}
