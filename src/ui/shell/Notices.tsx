import { dismiss } from "../../state/jobs";
import { useStore } from "../useStore";

/** What the person must know, until they close it. */
export function Notices() {
  const notices = useStore((state) => state.notices);
  return notices.map(({ id, kind, message }) => (
    <div key={id} className={`notice ${kind}`} role={kind === "error" ? "alert" : "status"}>
      <p>{message}</p>
      <button type="button" className="button" onClick={() => dismiss(id)}>
        Close
      </button>
    </div>
  ));
}
