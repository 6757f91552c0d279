/** What a job says when something it stands on is not there yet. */
export const NO_MODEL = "no model is open: open the sample, or drop a model folder";
export const NO_CORPUS = "there is no corpus: add the sample's, or drop text files";
export const NO_TASKS = "there are no task files: pick some, or take the sample tasks";
export const NO_COUNTS = "there are no counts yet: scan a corpus, or open saved activation stats";
export const NO_SELECTION = "no neurons are selected yet: scan a corpus, or open a mask file";
