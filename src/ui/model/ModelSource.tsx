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
            const url = new FormData(event.currentTarget).get("url");
            if (typeof url === "string" && url !== "") start(listModel(url.endsWith("/") ? url : `${url}/`));
          }}
        >
          <label className="hint" htmlFor="model-url">
            or its address
          </label>
          <input
            id="model-url"
            name="url"
            type="url"
            required
            placeholder="https://huggingface.co/{owner}/{name}/resolve/main/"
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
