import { listModel, openModel } from "../../state/api";
import { FilePick } from "../parts/FilePick";
import { Section } from "../parts/Section";
import { start } from "../perform";

/** Where a model comes from: the sample, a folder, files, an address. */
export function ModelSource() {
  return (
    <Section title="Open">
      <div className="model-source">
        <div className="buttons">
          <button type="button" className="button" onClick={() => start(openModel("sample"))}>
            Open sample model
          </button>
          <FilePick folder onPick={(files) => start(listModel(files))}>
            Pick a folder …
          </FilePick>
          <FilePick onPick={(files) => start(listModel(files))}>Pick files …</FilePick>
        </div>
        <form
          className="buttons"
          onSubmit={(event) => {
            event.preventDefault();
            const field = event.currentTarget.elements.namedItem("url");
            if (field instanceof HTMLInputElement) start(listModel(field.value.trim()));
          }}
        >
          <label className="hint" htmlFor="model-url">
            or its address
          </label>
          <input
            id="model-url"
            name="url"
            type="text"
            inputMode="url"
            spellCheck={false}
            required
            placeholder="https://… of the folder, or owner/name on huggingface.co"
          />
          <button type="submit" className="button">
            Read
          </button>
        </form>
      </div>
      <p className="hint">Or drop a folder anywhere on this page.</p>
    </Section>
  );
}
