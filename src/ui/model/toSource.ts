import type { ModelSource } from "../../state/api";
import type { ModelLocation } from "../../worker/protocol";

/** The same folder again, as the actions take it. */
export function toSource(location: ModelLocation): ModelSource {
  return location.kind === "url" ? location.url : location.files;
}
