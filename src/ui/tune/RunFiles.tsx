import { exportDelta } from "../../state/runFilesApi";
import type { RunSummary } from "../../worker/runProtocol";
import { Section } from "../parts/Section";
import { save } from "../parts/save";
import { start } from "../perform";
import { useStore } from "../useStore";
import { fileName, filesOf, type RunFile } from "./runFormats";

/** Models are written into a folder where the browser can: an archive of them would first lie in memory. */
const pickFolder = () => window.showDirectoryPicker?.({ mode: "readwrite" });

const isModel = ({ format }: RunFile): boolean => format === "merged" || format === "base";

/** Files of a run, to take along. */
export function RunFiles({ run }: { run: RunSummary }) {
  const isOpen = useStore((state) => state.model?.hash === run.model.hash);
  const toFile = async (file: RunFile) => {
    const blob = await exportDelta(file.format, { run: run.id });
    if (blob) save(blob, fileName(run, file));
  };
  const toFolder = async (file: RunFile) => {
    const folder = await pickFolder();
    if (folder) await exportDelta(file.format, { run: run.id, folder });
  };
  const missingOf = (file: RunFile): string | null => {
    if (!run.hasDelta && !file.format.startsWith("log"))
      return "There are no weights yet: they are kept when the run pauses or ends.";
    return isModel(file) && !isOpen ? `Open ${run.model.name} ${run.model.dtype} first: its weights go into it.` : null;
  };
  if (run.status === "running") {
    return (
      <Section title="Files">
        <p className="hint">Pause the run, or wait for its end, to save its weights and its log.</p>
      </Section>
    );
  }
  return (
    <Section title="Files" flush>
      {filesOf(run).map((file) => {
        const missing = missingOf(file);
        return (
          <div className="tune-file" key={file.format}>
            <div>
              <h4>{file.name}</h4>
              <p className="hint">{missing ?? file.what}</p>
            </div>
            <div className="buttons">
              <button
                type="button"
                className="button"
                disabled={missing !== null}
                aria-label={`Save ${fileName(run, file)}`}
                onClick={() => start(toFile(file))}
              >
                Save
              </button>
              {isModel(file) && "showDirectoryPicker" in window && (
                <button
                  type="button"
                  className="button"
                  disabled={missing !== null}
                  aria-label={`Save into a folder: ${file.name}`}
                  onClick={() => start(toFolder(file))}
                >
                  Save into a folder …
                </button>
              )}
            </div>
          </div>
        );
      })}
    </Section>
  );
}
