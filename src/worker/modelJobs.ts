import { loadTokenizer, type TextTokenizer } from "../corpus/loadTokenizer";
import { readDroppedFolder } from "../model/droppedFolder";
import type { Fit } from "../model/fit";
import { fitWasm, fitWebgpu, preferredVariant } from "../model/fit";
import { loadVariant } from "../model/loadVariant";
import type { ModelFolder, Variant } from "../model/modelFolder";
import { hashModel } from "../model/modelHash";
import type { Provider } from "../model/onnxRuntime";
import { runtimeKind } from "../model/onnxRuntime";
import { tapModel } from "../model/tapModel";
import { readUrlFolder } from "../model/urlFolder";
import { refuseWasmOnly } from "../model/wasmOnlyOperators";
import { placeSession, takeSession } from "./benchSession";
import { environment } from "./environmentJob";
import type { Handler, JobContext } from "./handler";
import type { OpenModel } from "./openModel";
import type { Environment, LoadProgress, ModelListing, ModelLocation, ModelSummary } from "./protocol";
import { releasePrepared } from "./selectionJobs";
import { closeSession, openSession } from "./session";
import { setCounts, workbench } from "./workbench";

async function readFolder(
  location: ModelLocation,
  { signal, onProgress }: JobContext<LoadProgress>,
): Promise<ModelFolder> {
  onProgress({ step: "listing", bytesDone: 0, bytesTotal: 0 });
  if (location.kind === "files") {
    return readDroppedFolder(location.files.map(({ name, blob }) => ({ path: name, blob })));
  }
  return readUrlFolder(location.url, { signal, ...(location.dtypes ? { dtypes: location.dtypes } : {}) });
}

type Judge = (variant: Variant, provider: Provider) => Fit;

function judgeFor({ adapter }: Environment, folder: ModelFolder): Judge {
  return (variant, provider) =>
    provider === "wasm" ? fitWasm(variant, runtimeKind()) : fitWebgpu(variant, folder.info, adapter, runtimeKind());
}

function toListing({ info, variants, skipped }: ModelFolder, judge: Judge, provider: Provider): ModelListing {
  const { name, architecture, nLayers, dModel, dMlp, dVocab, context } = info;
  const preferred = preferredVariant(variants, (variant) => judge(variant, provider)) ?? variants[0]!;
  return {
    name,
    architecture,
    nLayers,
    dModel,
    dMlp,
    dVocab,
    context,
    preferred: preferred.format.dtype,
    choices: variants.map((variant) => ({
      dtype: variant.format.dtype,
      path: variant.files[0]!.path,
      bytes: variant.bytes,
      webgpu: judge(variant, "webgpu"),
      wasm: judge(variant, "wasm"),
    })),
    skipped,
  };
}

export const listModel: Handler<"listModel"> = async ({ location }, context) => {
  const here = await environment({}, { signal: context.signal, onProgress: () => undefined });
  const folder = await readFolder(location, context);
  return toListing(folder, judgeFor(here, folder), here.provider);
};

/** The variant of `dtype`. Throws for one that is not there or cannot run on `provider`. */
function choose({ info, variants }: ModelFolder, dtype: string, provider: Provider, judge: Judge): Variant {
  const variant = variants.find(({ format }) => format.dtype === dtype);
  if (!variant) {
    throw new Error(`${info.name} has no ${dtype}: it has ${variants.map(({ format }) => format.dtype).join(", ")}`);
  }
  const { verdict, reason } = judge(variant, provider);
  if (verdict === "refused" || verdict === "exceeds") {
    throw new Error(`${info.name} in ${dtype} cannot run on ${provider}: ${reason}`);
  }
  return variant;
}

async function openTokenizer({ smallFiles }: ModelFolder): Promise<TextTokenizer> {
  const text = (path: string) => smallFiles.find((file) => file.path === path)!.blob.text();
  return loadTokenizer(await text("tokenizer.json"), await text("tokenizer_config.json"));
}

/** How weights reach the runtime, and what that costs at the peak. */
function describeLoading({ provider, tapped }: OpenModel): string {
  if (runtimeKind() === "jspi") return `weights are read tensor by tensor from the file, on ${provider}`;
  // All are read at once, before the runtime takes any of them over.
  const bytes = tapped.external.reduce((sum, { blob }) => sum + blob.size, 0);
  const megabytes = Math.ceil(bytes / 1e6).toLocaleString("en");
  return `this browser has no JSPI: files are read whole, ${megabytes} MB at the peak, on ${provider}`;
}

/** Frees what stood on the last model. */
async function clearModel(): Promise<void> {
  workbench.selection = null;
  releasePrepared();
  setCounts(null);
  const session = takeSession();
  if (session) await closeSession(session);
  workbench.model = null;
  for (const text of [workbench.corpus, ...Object.values(workbench.finetuneText)]) text?.tokens.clear();
}

export const openModel: Handler<"openModel"> = async ({ location, dtype, provider }, context) => {
  const { signal, onProgress } = context;
  const here = await environment({}, { signal, onProgress: () => undefined });
  const on = provider ?? here.provider;
  const folder = await readFolder(location, context);
  const judge = judgeFor(here, folder);
  const listing = toListing(folder, judge, on);
  const variant = choose(folder, dtype ?? listing.preferred, on, judge);
  const { info } = folder;

  const report = (step: "reading" | "hashing") => (bytesDone: number, bytesTotal: number) =>
    onProgress({ step, bytesDone, bytesTotal });
  const { file, shards, files } = await loadVariant(variant, { signal, onProgress: report("reading") });
  const hash = await hashModel([...folder.smallFiles, ...files], { signal, onProgress: report("hashing") });
  onProgress({ step: "finding gates", bytesDone: 0, bytesTotal: 0 });
  const tapped = await tapModel(file, shards, { nLayers: info.nLayers, dMlp: info.dMlp });
  if (on === "webgpu") refuseWasmOnly(tapped.operators, `${info.name} in ${variant.format.dtype}`);
  const tokenizer = await openTokenizer(folder);
  const model: OpenModel = {
    info,
    dtype: variant.format.dtype,
    provider: on,
    hash,
    smallFiles: folder.smallFiles,
    file,
    shards,
    tapped,
    tokenizer,
  };
  onProgress({ step: "starting", bytesDone: 0, bytesTotal: 0 });
  // Two models at once may be more than the memory holds.
  await clearModel();
  placeSession(await openSession(model, signal));
  workbench.model = model;
  return summarize(model, listing, variant);
};

function summarize(model: OpenModel, listing: ModelListing, variant: Variant): ModelSummary {
  const { nodesBefore, nodesAfter, bytesBefore, bytesAfter, accuracyLevelForced } = model.tapped.record;
  return {
    ...listing,
    hash: model.hash,
    dtype: model.dtype,
    provider: model.provider,
    bytes: variant.bytes,
    hasBos: model.info.bosTokenId !== undefined,
    surgery: {
      actFn: model.tapped.taps[0]!.actFn,
      nodesBefore,
      nodesAfter,
      bytesBefore,
      bytesAfter,
      accuracyLevelForced,
    },
    loading: describeLoading(model),
  };
}
