import { useId, useState } from "react";
import type { MaskFormat } from "../../export/maskFiles";
import { importMask } from "../../state/api";
import { start } from "../perform";
import { go } from "../route";

/** Order of the masks that Gurgurov et al. published. */
const PUBLISHED_ORDER = "mlt afr isl cym mkd lvs lit slv slk ekk kat npi";

/** Imports a mask. A torch file of others names no language, so its order is asked for. */
export function MaskImport({ file, format, onDone }: { file: Blob; format: MaskFormat; onDone: () => void }) {
  const id = useId();
  const [order, setOrder] = useState("");
  const run = async () => {
    const languages = order.split(/[\s,]+/).filter((language) => language !== "");
    await importMask(file, languages.length > 0 ? { languages } : {});
    go("neurons");
    onDone();
  };
  return (
    <div className="stack">
      {format === "pt" && (
        <div className="field">
          <label className="field-name" htmlFor={id}>
            Its languages, in the file's order
          </label>
          <span className="buttons">
            <input
              id={id}
              className="mask-order mono"
              value={order}
              spellCheck={false}
              placeholder="empty for a mask exported here"
              onChange={(event) => setOrder(event.currentTarget.value)}
            />
            <button type="button" className="link" onClick={() => setOrder(PUBLISHED_ORDER)}>
              Order of Gurgurov et al.
            </button>
          </span>
        </div>
      )}
      <div className="buttons">
        <button type="button" className="button primary" onClick={() => start(run())}>
          Import the mask
        </button>
      </div>
    </div>
  );
}
