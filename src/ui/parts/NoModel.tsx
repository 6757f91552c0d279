import type { ReactNode } from "react";
import { openSampleProject } from "../openSample";
import { hrefOf } from "../route";
import { useStore } from "../useStore";
import { Section } from "./Section";

/** What stands where no model is open; `children` says what the view needs. */
export function NoModel({ children }: { children: ReactNode }) {
  const isBusy = useStore((state) => state.jobs.length > 0);
  return (
    <Section title="No model yet">
      <p>{isBusy ? "The project is opening …" : children}</p>
      {!isBusy && (
        <div className="buttons">
          <a className="button" href={hrefOf("model")}>
            Open a model
          </a>
          <button type="button" className="button primary" onClick={openSampleProject}>
            Open sample project
          </button>
        </div>
      )}
    </Section>
  );
}
