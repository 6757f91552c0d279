import { useEffect, useRef, useState } from "react";
import type { CorpusFile } from "../../corpus/corpus";
import { notify } from "../../state/jobs";
import { attempt } from "../perform";
import { type Recognised, recognise } from "../recognise";
import { DropQuestion } from "./DropQuestion";
import { readDrop, seeFiles } from "./dropped";

interface Drop {
  /** Which drop of this page it is: a later one is asked about anew. */
  readonly at: number;
  readonly files: ReadonlyMap<string, CorpusFile>;
  readonly found: readonly Recognised[];
}

const hasFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes("Files") ?? false;

/** Follows a drag of files over the window; `onDrop` gets what was dropped. */
function useFileDrag(onDrop: (data: DataTransfer) => void): boolean {
  const [over, setOver] = useState(false);
  const latest = useRef(onDrop);
  latest.current = onDrop;
  useEffect(() => {
    const stop = new AbortController();
    const on = (name: "dragenter" | "dragover" | "dragleave" | "drop", react: (event: DragEvent) => void) =>
      window.addEventListener(name, (event) => hasFiles(event) && react(event), { signal: stop.signal });
    on("dragenter", () => setOver(true));
    on("dragover", (event) => event.preventDefault());
    // Leaving the window has no next element; leaving one element for another has.
    on("dragleave", ({ relatedTarget }) => relatedTarget === null && setOver(false));
    on("drop", (event) => {
      event.preventDefault();
      setOver(false);
      latest.current(event.dataTransfer!);
    });
    return () => stop.abort();
  }, []);
  return over;
}

/** The whole window takes files: it says what it would recognise, and after the drop what it did, before anything happens. */
export function DropTarget() {
  const [drop, setDrop] = useState<Drop | null>(null);
  const drops = useRef(0);

  const look = async (data: DataTransfer) => {
    const files = await readDrop(data);
    const found = recognise(await seeFiles(files));
    if (found.length === 0) notify("info", "The drop held no files that this page could read.");
    const at = ++drops.current;
    setDrop(found.length > 0 ? { at, files: new Map(files.map((file) => [file.name, file])), found } : null);
  };
  const over = useFileDrag((data) => attempt("Read what was dropped", look(data)));

  return (
    <>
      {over && (
        <div className="drop-overlay">
          <h2>Drop to look at it</h2>
          <ul>
            <li>a model folder: config.json, tokenizer.json, onnx/*.onnx or *.safetensors</li>
            <li>text: .txt, .jsonl, .csv, .tsv, each also .gz, or .zip of these</li>
            <li>a mask: .pt, .pth, .safetensors, .json</li>
            <li>activation stats: .safetensors</li>
            <li>what fine-tuning left: a delta (.safetensors), an adapter (.peft.zip), a log (.json, .csv)</li>
          </ul>
          <p className="hint">Nothing happens before you say so, and nothing leaves this computer.</p>
        </div>
      )}
      {drop && <DropQuestion key={drop.at} {...drop} onEnd={() => setDrop(null)} />}
    </>
  );
}
