/** Part of one parameter's values. */
export interface ValueSlice {
  readonly parameter: number;
  readonly byteOffset: number;
  readonly bytes: number;
}

/**
 * Parameters of these sizes one behind the other, cut into pieces of at most `pieceBytes`: many small parameters lie in one
 * file, a large one in several.
 */
export function valuePieces(sizes: readonly number[], pieceBytes: number): ValueSlice[][] {
  const pieces: ValueSlice[][] = [];
  let room = 0;
  for (const [parameter, size] of sizes.entries()) {
    for (let byteOffset = 0; byteOffset < size; ) {
      if (room === 0) {
        pieces.push([]);
        room = pieceBytes;
      }
      const bytes = Math.min(room, size - byteOffset);
      pieces.at(-1)!.push({ parameter, byteOffset, bytes });
      byteOffset += bytes;
      room -= bytes;
    }
  }
  return pieces;
}
