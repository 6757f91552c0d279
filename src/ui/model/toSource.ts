import type { ModelSource } from "../../state/api";
import { SAMPLE_MODEL } from "../../state/sample";
import type { ModelLocation } from "../../worker/modelProtocol";

export const isSampleModel = (location: ModelLocation | null): boolean =>
  location?.kind === "url" && location.url === SAMPLE_MODEL.url;

/** The same folder again, as the actions take it. */
export function toSource(location: ModelLocation): ModelSource {
  if (location.kind === "files") return location.files;
  return isSampleModel(location) ? "sample" : location.url;
}
