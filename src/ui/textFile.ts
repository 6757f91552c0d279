const TEXT_ENDING = /\.(txt|jsonl|ndjson|csv|tsv)(\.gz)?$|\.zip$/i;
/** What a name without such an ending says of text: a code with its script anywhere, or nothing but a short code. */
const LANGUAGE = /(?<![a-z])[a-z]{3}_[A-Z][a-z]{3}(?![a-z])|^[a-z]{2,3}$/;
/** A file that names a language may be of it without being its text. */
const OTHER_ENDING = /\.(pt|pth|safetensors|json|onnx|onnx_data)$/i;

/**
 * Whether a file is offered to the import as text: by its ending, or, as data sets name theirs, by a language in its name
 * (`flores.dev.isl_Latn`, `isl_Latn.devtest`, `mt`). The import decides, and reports what it does not read.
 */
export function isTextFile(path: string): boolean {
  if (TEXT_ENDING.test(path)) return true;
  const name = path.slice(path.lastIndexOf("/") + 1).replace(/\.gz$/i, "");
  return !OTHER_ENDING.test(name) && LANGUAGE.test(name);
}
