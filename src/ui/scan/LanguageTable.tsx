import type { CorpusRow } from "../../corpus/corpusTable";
import type { LanguageProgress } from "../../lape/scanProgress";
import { setScanConfig } from "../../state/api";
import type { State } from "../../state/store";
import { DASH, formatCount } from "../format";
import { Bar } from "../parts/Bar";
import { Missing } from "../parts/Missing";
import { Section } from "../parts/Section";
import { Tip } from "../parts/Tip";
import { attempt } from "../perform";
import { languagesToScan } from "../shell/railSteps";
import { useStore } from "../useStore";

const NOT_YET_KNOWN = "A part is saved; how far each language is shows as soon as the scan goes on.";

type Counted = ReadonlyMap<string, LanguageProgress>;

/** Counted by the running, paused or finished scan; null where a saved scan does not yet say which language is how far. */
function countedOf({ jobs, result, saved, counted }: State): Counted | null {
  const isScanning = jobs.some(({ progress }) => progress?.kind === "scan");
  const isPaused = saved !== null && saved.tokensDone > 0 && saved.tokensDone < saved.tokensTotal;
  if (isScanning || isPaused) return counted && new Map(counted.map((one) => [one.language, one]));
  if (result?.source !== "scan") return new Map();
  const done = result.languages.map((language, k) => ({
    language,
    tokensDone: result.n[k] ?? 0,
    tokensTotal: result.n[k] ?? 0,
  }));
  return new Map(done.map((one) => [one.language, one]));
}

function Row({
  row,
  counted,
  isChosen,
  onChoose,
}: {
  row: CorpusRow;
  /** Null when it is not known. */
  counted: LanguageProgress | undefined | null;
  isChosen: boolean;
  onChoose: (isChosen: boolean) => void;
}) {
  return (
    <tr className={isChosen ? undefined : "scan-left-out"}>
      <th scope="row">
        <label className="check">
          <input type="checkbox" checked={isChosen} onChange={(event) => onChoose(event.currentTarget.checked)} />
          <span className="mono">{row.language}</span> {row.name}
        </label>
      </th>
      <td className="number">
        {row.tokens === null ? <Missing reason="Open a model first." /> : formatCount(row.tokens)}
      </td>
      <td className="number">{counted === null ? DASH : formatCount(counted?.tokensDone ?? 0)}</td>
      <td className="scan-bar">
        <Bar done={counted?.tokensDone ?? 0} total={counted?.tokensTotal ?? 0} />
      </td>
    </tr>
  );
}

/** Which languages to scan, and how far each is. */
export function LanguageTable({ rows }: { rows: readonly CorpusRow[] }) {
  const state = useStore((all) => all);
  const { scanConfig } = state;
  const isScanning = state.jobs.some(({ label }) => label === "Scan");
  const chosen = new Set(languagesToScan(state));
  const counted = countedOf(state);
  const choose = (languages: readonly string[]) => {
    const { languages: _, ...rest } = scanConfig;
    const isAll = languages.length === rows.length;
    attempt("Choose languages", setScanConfig(isAll ? rest : { ...rest, languages }));
  };
  const toggle = (language: string, isChosen: boolean) =>
    choose(rows.map((row) => row.language).filter((one) => (one === language ? isChosen : chosen.has(one))));
  return (
    <Section
      title="Languages"
      aside={
        <div className="buttons">
          <button
            type="button"
            className="link"
            disabled={isScanning}
            onClick={() => choose(rows.map(({ language }) => language))}
          >
            All
          </button>
          <button type="button" className="link" disabled={isScanning} onClick={() => choose([])}>
            None
          </button>
        </div>
      }
      flush
    >
      <fieldset className="bare table-frame" disabled={isScanning} aria-label="Languages to scan">
        <table className="table scan-languages">
          <thead>
            <tr>
              <th scope="col">Language</th>
              <th scope="col" className="number">
                Tokens
              </th>
              <th scope="col" className="number">
                {counted ? (
                  "Counted"
                ) : (
                  <Tip className="tip underlined" tip={NOT_YET_KNOWN}>
                    Counted
                  </Tip>
                )}
              </th>
              <td />
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <Row
                key={row.language}
                row={row}
                counted={counted === null ? null : counted.get(row.language)}
                isChosen={chosen.has(row.language)}
                onChoose={(isChosen) => toggle(row.language, isChosen)}
              />
            ))}
          </tbody>
        </table>
      </fieldset>
    </Section>
  );
}
