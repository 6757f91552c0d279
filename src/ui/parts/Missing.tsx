import { DASH } from "../format";
import { Tip } from "./Tip";

/** A dash where there is no value, with the reason on hover and focus. */
export function Missing({ reason }: { reason: string }) {
  return (
    <Tip className="tip missing" tip={reason}>
      <span aria-hidden="true">{DASH}</span>
      <span className="unseen">no value</span>
    </Tip>
  );
}
