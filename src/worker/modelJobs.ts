import { loadTokenizer, type TextTokenizer } from "../corpus/loadTokenizer";
import { readDroppedFolder } from "../model/droppedFolder";
import { loadVariant } from "../model/loadVariant";
import { hashModel } from "../model/modelHash";
import type { ModelFolder, Variant } from "../model/modelVariant";
import type { Provider } from "../model/onnxRuntime";
import { runtimeKind } from "../model/onnxRuntime";
import { tapModel } from "../model/tapModel";
import { readUrlFolder } from "../model/urlFolder";
import { refuseWasmOnly } from "../model/wasmOnlyOperators";
import { checkedWeightFormat } from "../transformer/weightFormat";
import { placeSession, takeSession } from "./benchSession";
import { environment } from "./environmentJob";
import type { Handler, JobContext } from "./handler";
import { type Judge, judgeFor, toListing } from "./modelListing";
import type {
  DtypeChoice,
  LoadProgress,
  ModelListing,
  ModelLocation,
  ModelSummary,
  ScanProvider,
} from "./modelProtocol";
import type { OpenModel } from "./openModel";
import { openSession } from "./openSession";
import { releasePrepared } from "./selectionJobs";
import { closeSession } from "./session";
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

export const listModel: Handler<"listModel"> = async ({ location }, context) => {
  const here = await environment({}, { signal: context.signal, onProgress: () => undefined });
  const folder = await readFolder(location, context);
  return toListing(folder, await judgeFor(here, folder), here.provider);
};

/** The variant of `dtype`. Throws for one that is not there or cannot run on `provider`. */
function choose({ info, variants }: ModelFolder, dtype: string, provider: ScanProvider, judge: Judge): Variant {
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
function describeLoading(model: OpenModel): string {
  if (model.provider === "wgsl") {
    return model.residency === "stream"
      ? "weights are read from the file layer by layer, for each batch of windows, one layer at a time on the GPU"
      : "weights are read tensor by tensor from the file and stay on the GPU, in this page's own decoder";
  }
  const { provider, tapped } = model;
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

/** Where to open the variant: where it was asked for; or by default, or where it alone can run. */
function providerOf(asked: ScanProvider | undefined, usual: Provider, choice: DtypeChoice | undefined): ScanProvider {
  if (asked) return asked;
  const runs = (on: ScanProvider) => choice !== undefined && choice[on].verdict !== "refused";
  const other: Provider = usual === "webgpu" ? "wasm" : "webgpu";
  return ([usual, other, "wgsl"] as const).find(runs) ?? usual;
}

export const openModel: Handler<"openModel"> = async (request, context) => {
  const { location, dtype, residency = "resident" } = request;
  const weightFormat = checkedWeightFormat(request.weightFormat ?? "as stored");
  const { signal, onProgress } = context;
  const here = await environment({}, { signal, onProgress: () => undefined });
  const folder = await readFolder(location, context);
  const judge = await judgeFor(here, folder);
  const listing = toListing(folder, judge, request.provider ?? here.provider);
  const wanted = dtype ?? listing.preferred;
  const on = providerOf(
    request.provider,
    here.provider,
    listing.choices.find((choice) => choice.dtype === wanted),
  );
  const isStream = on === "wgsl" && residency === "stream";
  const variant = choose(folder, wanted, on, isStream ? streamed(judge) : judge);
  const { info } = folder;

  const report = (step: "reading" | "hashing") => (bytesDone: number, bytesTotal: number) =>
    onProgress({ step, bytesDone, bytesTotal });
  const { file, shards, files } = await loadVariant(variant, { signal, onProgress: report("reading") });
  const hash = await hashModel([...folder.smallFiles, ...files], { signal, onProgress: report("hashing") });
  const tokenizer = await openTokenizer(folder);
  const { smallFiles } = folder;
  const read = { info, dtype: variant.format.dtype, hash, smallFiles, file, shards, tokenizer };
  let model: OpenModel;
  if (on === "wgsl") model = { ...read, provider: on, tapped: null, residency, weightFormat };
  else {
    onProgress({ step: "finding gates", bytesDone: 0, bytesTotal: 0 });
    const tapped = await tapModel(file, shards, { nLayers: info.nLayers, dMlp: info.dMlp });
    if (on === "webgpu") refuseWasmOnly(tapped.operators, `${info.name} in ${variant.format.dtype}`);
    model = { ...read, provider: on, tapped };
  }
  onProgress({ step: "starting", bytesDone: 0, bytesTotal: 0 });
  // Two models at once may be more than the memory holds.
  await clearModel();
  const onBytes = (bytesDone: number, bytesTotal: number) => onProgress({ step: "starting", bytesDone, bytesTotal });
  placeSession(await openSession(model, { signal, onProgress: onBytes }));
  workbench.model = model;
  return summarize(model, listing, variant);
};

/** Weights that are streamed never lie on the GPU together. */
const streamed =
  (judge: Judge): Judge =>
  (variant, provider) => {
    const fit = judge(variant, provider);
    return fit.verdict === "exceeds" ? { ...fit, verdict: "tight" } : fit;
  };

function surgeryOf({ tapped }: OpenModel): ModelSummary["surgery"] {
  if (!tapped) return null;
  const { nodesBefore, nodesAfter, bytesBefore, bytesAfter, accuracyLevelForced } = tapped.record;
  const actFn = tapped.taps[0]!.actFn;
  return { actFn, nodesBefore, nodesAfter, bytesBefore, bytesAfter, accuracyLevelForced };
}

function summarize(model: OpenModel, listing: ModelListing, variant: Variant): ModelSummary {
  return {
    ...listing,
    hash: model.hash,
    dtype: model.dtype,
    provider: model.provider,
    residency: model.provider === "wgsl" ? model.residency : "resident",
    weightFormat: model.provider === "wgsl" ? model.weightFormat : "as stored",
    bytes: variant.bytes,
    hasBos: model.info.bosTokenId !== undefined,
    surgery: surgeryOf(model),
    loading: describeLoading(model),
  };
}
