import type { CorpusFile } from "../../../src/corpus/corpus";

export const fileOf = (name: string, content: string | Uint8Array<ArrayBuffer>): CorpusFile => ({
  name,
  blob: new Blob([content]),
});
