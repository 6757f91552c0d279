/** The array buffers inside a job's result. Jobs give away what they return, so all of them may move to the page. */
export function transferables(value: unknown, found = new Set<ArrayBuffer>()): ArrayBuffer[] {
  if (ArrayBuffer.isView(value)) {
    if (value.buffer instanceof ArrayBuffer) found.add(value.buffer);
  } else if (Array.isArray(value)) {
    if (typeof value[0] === "object") for (const item of value) transferables(item, found);
  } else if (value !== null && typeof value === "object" && !(value instanceof Blob)) {
    for (const item of Object.values(value)) transferables(item, found);
  }
  return [...found];
}
