/** A file as it was dropped, with its path in the model's folder. */
export interface ModelFile {
  readonly path: string;
  readonly blob: Blob;
}
