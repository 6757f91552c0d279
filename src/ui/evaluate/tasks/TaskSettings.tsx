import type { TaskForm } from "../../../state/taskForm";
import type { TaskSetSummary } from "../../../worker/taskProtocol";
import { languageName } from "../../languageStyle";
import { ChoiceRow } from "../../parts/ChoiceRow";
import { NumberRow } from "../../parts/NumberRow";
import { directionIn } from "./taskForm";

/** Short enough for the lists; their hints say the rest. */
const HOWS = [
  { value: "likelihood", label: "By likelihood" },
  { value: "generate", label: "By a written letter" },
];

const BLEU_WORDS = [
  { value: "13a", label: "13a (standard)" },
  { value: "intl", label: "intl" },
  { value: "char", label: "char" },
];

/** How tasks are asked. */
export function TaskSettings({
  form,
  asked,
  onChange: change,
}: {
  form: TaskForm;
  asked: readonly TaskSetSummary[];
  onChange: (change: Partial<TaskForm>) => void;
}) {
  const languages = asked.find(({ kind }) => kind === "translation")?.languages ?? [];
  const named = languages.map((value) => ({ value, label: languageName(value) }));
  const { source, target } = directionIn(languages, form);
  return (
    <div className="score-settings">
      {asked.some(({ kind }) => kind === "choice") && (
        <ChoiceRow
          name="Asked"
          hint="By likelihood, as lm-evaluation-harness: the choice whose tokens are likeliest behind the prompt. By a written letter, as Gurgurov et al. (2025): the model writes, and a letter is read from it; an output without one is wrong. The prompts differ, too: the two numbers are not comparable."
          value={form.how}
          choices={HOWS}
          onChoose={(how) => change({ how: how as TaskForm["how"] })}
        />
      )}
      {languages.length > 0 && (
        <>
          <ChoiceRow
            name="Translate from"
            hint="Translations are always generated, with the published prompt."
            value={source}
            choices={named}
            onChoose={(value) => change({ source: value, target: value === target ? source : target })}
          />
          <ChoiceRow
            name="To"
            hint="What the model writes, and what its references are in."
            value={target}
            choices={named.filter(({ value }) => value !== source)}
            onChoose={(value) => change({ source, target: value })}
          />
          <ChoiceRow
            name="Words of BLEU"
            hint="13a is the standard; intl parts words at punctuation of all scripts; char takes characters, for scripts without blanks. Scores of two ways are not comparable: the signature beside each says which it was. chrF needs no words."
            value={form.bleuTokenizer}
            choices={BLEU_WORDS}
            onChoose={(value) => change({ bleuTokenizer: value as TaskForm["bleuTokenizer"] })}
          />
        </>
      )}
      <NumberRow
        name="Few-shot"
        unit="examples"
        hint="Solved examples before each question, drawn with the seed: from files whose names say train, dev or validation where another part is asked, else from the other questions. The tested one is never among them."
        value={form.fewShot}
        empty="0"
        min={0}
        step={1}
        onCommit={(fewShot) => change({ fewShot })}
      />
      <NumberRow
        name="At most"
        unit="questions"
        hint="The first so many of each task. Empty: all."
        value={form.limit}
        empty="all"
        min={1}
        step={1}
        onCommit={(limit) => change({ limit })}
      />
      <NumberRow
        name="Seed"
        unit=""
        hint="Of the few-shot examples and of the bootstrap."
        value={form.seed}
        empty="1"
        min={0}
        step={1}
        onCommit={(seed) => change({ seed })}
      />
    </div>
  );
}
