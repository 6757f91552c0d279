import type { SliceSource } from "../formats/protobufSlices";

/**
 * A file at an address, of which small parts are read. A server that knows no ranges sends it from the start; it is stopped where
 * the part ends.
 */
export function remoteSlices(url: string, size: number, signal?: AbortSignal): SliceSource {
  return {
    size,
    slice: (start, end) => ({ arrayBuffer: () => fetchPart(url, start, Math.min(end, size), signal) }),
  };
}

async function fetchPart(url: string, start: number, end: number, signal?: AbortSignal): Promise<ArrayBuffer> {
  const response = await fetch(url, {
    // What was stopped midway must not lie in the browser's cache as the beginning of the file.
    cache: "no-store",
    headers: { Range: `bytes=${start}-${end - 1}` },
    ...(signal ? { signal } : {}),
  });
  if (!response.ok || !response.body) throw new Error(`${url} answered ${response.status}: try again later`);
  const part = new Uint8Array(end - start);
  const reader = response.body.getReader();
  // Where this piece of the body begins, from the part's start.
  let at = response.status === 206 ? 0 : -start;
  while (at < part.length) {
    const { done, value } = await reader.read();
    if (done) throw new Error(`${url} ended ${part.length - at} bytes early: load it again`);
    const from = Math.max(0, -at);
    part.set(value.subarray(from, part.length - at), at + from);
    at += value.length;
  }
  await reader.cancel();
  return part.buffer;
}
