import { FormatError } from "./formatError";

/** Of an entry, before its name; the same in every archive. */
export const LOCAL_HEADER_BYTES = 30;

/** Runs `read` of zip.js, which says what is wrong with a file, and says where. Rejects with a FormatError. */
export async function clearly<T>(what: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    throw new FormatError(`${what} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}
