import { save } from "../parts/save";
import { attempt } from "../perform";
import { PythonSnippet } from "./PythonSnippet";

/** One file: what it is for, the button that makes it, and how Python reads it. */
export function ExportRow({
  name,
  file,
  what,
  missing,
  snippet,
  make,
}: {
  name: string;
  file: string;
  what: string;
  /** Why it cannot be made yet. */
  missing: string | null;
  snippet?: string;
  make: () => Promise<Blob>;
}) {
  const run = async () => save(await make(), file);
  return (
    <div className="export-row">
      <div>
        <h4>
          {name} <span className="mono hint">{file}</span>
        </h4>
        <p>{what}</p>
        {snippet && <PythonSnippet code={snippet} />}
      </div>
      <div className="export-action">
        <button
          type="button"
          className="button"
          disabled={missing !== null}
          aria-label={`Export ${file}`}
          onClick={() => attempt(`Export ${file}`, run())}
        >
          Export
        </button>
        {missing && <span className="hint">{missing}</span>}
      </div>
    </div>
  );
}
