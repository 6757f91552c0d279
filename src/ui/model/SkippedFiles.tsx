import type { ModelListing } from "../../worker/modelProtocol";
import { formatPlural } from "../format";

/** `.onnx` files of the folder that are no choice, and why: nobody should wonder where one went. */
export function SkippedFiles({ files }: { files: ModelListing["skipped"] }) {
  if (files.length === 0) return null;
  return (
    <details className="model-skipped">
      <summary>{formatPlural(files.length, "file")} left aside</summary>
      <ul>
        {files.map(({ path, reason }) => (
          <li key={path}>
            <span className="mono">{path}</span> <span className="hint">{reason}</span>
          </li>
        ))}
      </ul>
    </details>
  );
}
