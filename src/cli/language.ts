import { findLanguage } from "../corpus/languageNames";

/** A language as it is typed, in the form of corpora: `mt` is mlt_Latn; what is no code is a label of its own. */
export const toLanguage = (code: string): string => findLanguage(code) ?? code;
