import { createWriteStream } from "node:fs";
import { mkdir, realpath, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Writable } from "node:stream";
import type { FolderSink } from "../export/saveFiles";
import { UsageError } from "./exitCodes";

/** A folder on disk for `saveFiles`: a file is in its place once it is whole, and not before. */
export function outFolder(folder: string): FolderSink {
  return {
    async create(path) {
      const whole = join(folder, ...path.split("/"));
      const unfinished = `${whole}.part`;
      await mkdir(dirname(whole), { recursive: true });
      const { writable, done } = diskStream(unfinished);
      const writer = writable.getWriter();
      return new WritableStream({
        write: (chunk) => writer.write(chunk),
        async close() {
          await writer.close();
          await done;
          await rename(unfinished, whole);
        },
        async abort(reason) {
          await writer.abort(reason).catch(() => undefined);
          await rm(unfinished, { force: true });
        },
      });
    },
  };
}

function diskStream(path: string) {
  const stream = createWriteStream(path);
  const done = new Promise<void>((resolve, reject) => {
    stream.on("close", resolve);
    stream.on("error", reject);
  });
  done.catch(() => undefined); // the writer gives the same error
  return { writable: Writable.toWeb(stream) as WritableStream<Uint8Array>, done };
}

/** Writes one file as it is, whole or not at all. */
export async function saveBlob(folder: string, name: string, blob: Blob): Promise<string> {
  const sink = outFolder(folder);
  await blob.stream().pipeTo(await sink.create(name));
  return join(folder, name);
}

/**
 * Refuses to write into the folder of the model: its weights would be replaced while they are read.
 * @throws UsageError where both are one folder, by whatever path
 */
export async function refuseModelFolder(out: string, model: string): Promise<void> {
  const real = (path: string): Promise<string | null> => realpath(path).catch(() => null);
  const [outPath, modelPath] = await Promise.all([real(out), real(model)]);
  if (outPath !== null && outPath === modelPath) {
    throw new UsageError(`--out ${out} is the folder of --model, whose files would be replaced: name another`);
  }
}
