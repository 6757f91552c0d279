import type { GenerationColumn } from "../../../state/store";
import type { SubjectText } from "../../../worker/generationProtocol";
import { Section } from "../../parts/Section";
import { Tip } from "../../parts/Tip";
import { attempt } from "../../perform";
import { useStore } from "../../useStore";
import { factsOf, hintText, stepText, subjectName } from "./generateText";
import { saveJson } from "./saveTexts";

/** The output's languages, with what the guess is based on. */
function Hint({ text }: { text: SubjectText }) {
  const hint = hintText(text);
  const { language } = text;
  if (hint === null || !language) return null;
  return (
    <p className="hint">
      <Tip
        className="tip underlined"
        tip={`A hint, no measurement: runs of words go to the one of the open corpus's ${language.languages} languages whose character trigrams fit best, and are counted by letters (${language.letters}). Text in any other language counts as the most similar of them.`}
      >
        Language (a hint)
      </Tip>
      : {hint}
    </p>
  );
}

/** How a text stands that has not ended. */
function unfinished(isRunning: boolean, hasBegun: boolean): string {
  if (isRunning) return hasBegun ? "writes …" : "waits";
  return hasBegun ? "stopped before its end" : "stopped before it began";
}

function Column({ prompt, column }: { prompt: string; column: GenerationColumn }) {
  const runs = useStore((state) => state.runs);
  const isRunning = useStore((state) => state.jobs.some(({ kind }) => kind === "generate"));
  const { subject, text, done } = column;
  const name = subjectName(subject, runs);
  const copy = () => attempt("Copy", navigator.clipboard.writeText(prompt + text));
  return (
    <Section
      title={name}
      aside={
        <button type="button" className="button quiet" disabled={text === ""} onClick={copy}>
          Copy
        </button>
      }
    >
      {subject.steer && <p className="hint">{subject.steer.map(stepText).join("; ")}</p>}
      <p className="generated" dir="auto">
        <span className="generated-prompt">{prompt}</span>
        {text}
      </p>
      <p className="hint">{done ? factsOf(done).join(" · ") : unfinished(isRunning, text !== "")}</p>
      {done && <Hint text={done} />}
    </Section>
  );
}

/** What the models made of the prompt, a column each. */
export function GeneratedTexts() {
  const generation = useStore((state) => state.generation);
  if (!generation) return null;
  const { prompt, columns, made } = generation;
  return (
    <>
      <div className="generated-columns">
        {columns.map((column) => (
          <Column key={column.key} prompt={prompt} column={column} />
        ))}
      </div>
      {made && (
        <div className="buttons">
          <button type="button" className="button" onClick={() => saveJson(made)}>
            Save with settings (JSON)
          </button>
        </div>
      )}
    </>
  );
}
