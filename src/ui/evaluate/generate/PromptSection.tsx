import { generateSideBySide } from "../../../state/api";
import { subjectsOf, toRequest } from "../../../state/generateForm";
import { stop } from "../../../state/jobs";
import { formatPlural } from "../../format";
import { HeldStart } from "../../parts/HeldStart";
import { Section } from "../../parts/Section";
import { start } from "../../perform";
import { useStore } from "../../useStore";
import { changeForm } from "./changeForm";
import { EXAMPLE_PROMPTS } from "./examplePrompts";
import { useGenerateForm } from "./useGenerateForm";

/** The prompt, and what starts and stops. */
export function PromptSection() {
  const form = useGenerateForm();
  const job = useStore((state) => state.jobs.find(({ kind }) => kind === "generate")?.id);
  const isSample = useStore((state) => state.modelLocation?.kind === "url" && state.model?.name === "babel-7m");
  const { prompt, steered, steps } = form;
  const count = subjectsOf(form).length;
  return (
    <Section
      title="Prompt"
      aside={
        isSample && (
          <span className="prompt-examples">
            <span className="hint">Examples:</span>
            {EXAMPLE_PROMPTS.map(({ name, text }) => (
              <button key={name} type="button" className="button quiet" onClick={() => changeForm({ prompt: text })}>
                {name}
              </button>
            ))}
          </span>
        )
      }
    >
      <textarea
        className="prompt"
        aria-label="Prompt"
        rows={4}
        value={prompt}
        placeholder="Text that the model goes on with"
        onChange={(event) => changeForm({ prompt: event.currentTarget.value })}
      />
      {isSample && (
        <p className="hint">
          The sample model is tiny (7 million parameters, 512 tokens of context) and was made to try the tools: it goes
          on in the prompt's language at best, and makes no sense.
        </p>
      )}
      <div className="buttons">
        <HeldStart
          disabled={count === 0 || job !== undefined}
          onClick={() => start(generateSideBySide(toRequest(form)))}
        >
          {count > 1 ? `Generate ${formatPlural(count, "text")}` : "Generate"}
        </HeldStart>
        {job !== undefined && (
          <button type="button" className="button" onClick={() => stop(job)}>
            Stop
          </button>
        )}
        {count === 0 && (
          <span className="hint">
            {steered && steps.length === 0
              ? "Add a step of steering, or choose a model."
              : "Choose at least one model."}
          </span>
        )}
      </div>
    </Section>
  );
}
