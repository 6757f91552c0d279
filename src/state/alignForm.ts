import { createStore } from "zustand/vanilla";
import type { ImportOptions } from "../corpus/corpus";

/** Where translations come from: the open corpus, the sample's, or files aligned by line or by id. */
export type AlignText = "corpus" | "sample-interface" | readonly File[];

/** What the page's view of alignment is set to; null and undefined stand for a default. */
export interface AlignForm {
  readonly text: AlignText | null;
  /** Fields of the files, where they have some. */
  readonly reading: Pick<ImportOptions, "textField" | "languageField" | "idField">;
  readonly languages: readonly string[] | null;
  /** Compare with this language alone; null: all with one another. */
  readonly pivot: string | null;
  readonly sentences: number | undefined;
  /** Whether the open model is measured as it is. */
  readonly hasBase: boolean;
  /** Ids of runs that are measured. */
  readonly runs: readonly string[];
}

/** Outlives the view, so that one may look elsewhere meanwhile. */
export const alignForm = createStore<AlignForm>(() => ({
  text: null,
  reading: {},
  languages: null,
  pivot: null,
  sentences: undefined,
  hasBase: true,
  runs: [],
}));

export const setAlignForm = (change: Partial<AlignForm>): void => alignForm.setState(change);
