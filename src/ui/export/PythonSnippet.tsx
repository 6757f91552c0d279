import { useState } from "react";
import { attempt } from "../perform";

const COPIED_MS = 2000;

/** How Python reads the file, to copy. */
export function PythonSnippet({ code }: { code: string }) {
  const [isCopied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(code);
    setCopied(true);
    window.setTimeout(() => setCopied(false), COPIED_MS);
  };
  return (
    <details className="snippet">
      <summary>In Python</summary>
      <div className="snippet-code">
        <pre>{code}</pre>
        <button type="button" className="button" onClick={() => attempt("Copy", copy())}>
          {isCopied ? "Copied" : "Copy"}
        </button>
      </div>
    </details>
  );
}
