import type { TextPart } from "../../worker/textProtocol";
import { formatCount, formatPlural } from "../format";
import { useStore } from "../useStore";

const MOST = 20;

/** What of the files was not read as expected. */
export function TextIssues({ part }: { part: TextPart }) {
  const issues = useStore((state) => state.finetuneTexts[part]?.issues);
  if (!issues || issues.length === 0) return null;
  return (
    <details>
      <summary>{formatPlural(issues.length, "thing")} to know of these files</summary>
      <ul className="tune-issues">
        {issues.slice(0, MOST).map(({ file, line, reason }) => (
          <li key={`${file} ${line} ${reason}`}>
            <span className="mono">{line > 0 ? `${file}:${formatCount(line)}` : file}</span> {reason}
          </li>
        ))}
        {issues.length > MOST && <li>and {formatCount(issues.length - MOST)} more</li>}
      </ul>
    </details>
  );
}
