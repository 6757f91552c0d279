import type { CorpusRow } from "../../corpus/corpusTable";
import type { LanguageProgress } from "../../lape/scanProgress";
import { setScanConfig } from "../../state/api";
import type { State } from "../../state/store";
import { formatCount, formatDuration } from "../format";
import { Bar } from "../parts/Bar";
import { Missing } from "../parts/Missing";
import { Section } from "../parts/Section";
import { attempt } from "../perform";
import { languagesToScan } from "../shell/railSteps";
import { useStore } from "../useStore";
import { languageSecondsLeft } from "./languageSecondsLeft";

type Counted = ReadonlyMap<string, LanguageProgress>;

/** Counted by the running, paused or finished scan. */
function countedOf({ jobs, result, saved, counted }: State): Counted {
  const byLanguage = (list: readonly LanguageProgress[]) => new Map(list.map((one) => [one.language, one]));
  if (jobs.some(({ progress }) => progress?.kind === "scan")) return byLanguage(counted ?? []);
  if (saved) return byLanguage(saved.languages);
  if (result?.source !== "scan") return new Map();
  return byLanguage(
    result.languages.map((language, k) => ({ language, tokensDone: result.n[k]!, tokensTotal: result.n[k]! })),
  );
}

function Row({
  row,
  counted,
  tokensPerSecond,
  isChosen,
  onChoose,
}: {
  row: CorpusRow;
  counted: LanguageProgress | undefined;
  /** Of the running scan; undefined while none runs. */
  tokensPerSecond: number | null | undefined;
  isChosen: boolean;
  onChoose: (isChosen: boolean) => void;
}) {
  const left = languageSecondsLeft(counted, tokensPerSecond ?? null);
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
      <td className="number">{formatCount(counted?.tokensDone ?? 0)}</td>
      {tokensPerSecond !== undefined && <td className="number">{left === null ? "" : formatDuration(left)}</td>}
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
  const isScanning = state.jobs.some(({ kind }) => kind === "scan");
  const progress = state.jobs.find((job) => job.progress?.kind === "scan")?.progress;
  const tokensPerSecond = progress?.kind === "scan" ? progress.value.tokensPerSecond : undefined;
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
                Counted
              </th>
              {tokensPerSecond !== undefined && (
                <th scope="col" className="number">
                  Time left
                </th>
              )}
              <td />
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <Row
                key={row.language}
                row={row}
                counted={counted.get(row.language)}
                tokensPerSecond={tokensPerSecond}
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
