/** Names of the files that commands hand to one another in `--out`. */
export const STATS_FILE = "activations.safetensors";
export const MASK_FILE = "mask.safetensors";
export const DELTA_FILE = "delta.safetensors";

/** Folder in `--out` with what a command saves to go on from. */
export const SAVED_FOLDER = ".babelscope";
