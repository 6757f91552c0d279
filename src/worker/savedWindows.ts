import type { TokenBatch } from "../corpus/corpus";
import { findTensor, openSafetensors, readTensor, writeSafetensors } from "../formats/safetensors";
import type { ValidationPlan } from "./finetunePlanProtocol";
import type { FinetuneWindows } from "./finetuneWindows";

const tensorsOf = (name: string, { ids, lengths, nWindows, seqLen }: TokenBatch) => [
  { name: `${name}.ids`, dtype: "I32" as const, shape: [nWindows, seqLen], parts: [ids] },
  { name: `${name}.lengths`, dtype: "U32" as const, shape: [nWindows], parts: [lengths] },
];

/** The windows of a run as bytes, so that it goes on without its text files at hand. */
export async function packRunWindows({ train, validation }: FinetuneWindows): Promise<Uint8Array<ArrayBuffer>> {
  const blob = writeSafetensors(
    [...tensorsOf("train", train), ...validation.flatMap(({ batch }, i) => tensorsOf(`validation.${i}`, batch))],
    { train: train.language, validation: JSON.stringify(validation.map(({ language, from }) => ({ language, from }))) },
  );
  return new Uint8Array(await blob.arrayBuffer());
}

/** What `packRunWindows` packed. */
export async function unpackRunWindows(bytes: Uint8Array<ArrayBuffer>): Promise<FinetuneWindows> {
  const file = await openSafetensors(new Blob([bytes]));
  const read = async (name: string, language: string): Promise<TokenBatch> => {
    const tensor = findTensor(file, `${name}.ids`);
    const [nWindows, seqLen] = tensor.shape;
    const ids = await readTensor(tensor, "I32");
    const lengths = await readTensor(findTensor(file, `${name}.lengths`), "U32");
    const nTokens = lengths.reduce((sum, length) => sum + length, 0);
    return { language, seqLen: seqLen!, nWindows: nWindows!, ids, lengths, nTokens };
  };
  const validation: FinetuneWindows["validation"][number][] = [];
  // Sealed by the store: what is read is what `packRunWindows` wrote.
  const list = JSON.parse(file.metadata.get("validation")!) as Pick<ValidationPlan, "language" | "from">[];
  for (const [i, { language, from }] of list.entries()) {
    const batch = await read(`validation.${i}`, language);
    validation.push({ language, from, windows: batch.nWindows, tokens: batch.nTokens, batch });
  }
  return { train: await read("train", file.metadata.get("train")!), validation };
}
