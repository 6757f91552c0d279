import { addCorpus, listModel, openModel } from "../state/api";
import { loadEvaluations } from "../state/evaluations";
import { tuneOnSample } from "../state/finetuneText";
import { notify } from "../state/jobs";
import { loadEnvironment } from "../state/modelApi";
import { followPlan } from "../state/planning";
import { loadRuns } from "../state/runs";
import { type State, store } from "../state/store";
import { isSampleModel } from "./model/toSource";
import { attempt, start } from "./perform";
import { onPreferences, preferences, setPreferences } from "./preferences";
import { formatSettings, type LastModel, parseSettings, type Settings } from "./settings";
import { followTheme } from "./theme";

const KEY = "babelscope.settings";
const SAVE_AFTER_MS = 300;
/** The sample opens in it unless another is asked for. */
const SAMPLE_DTYPE = "q4";

/** Null where the browser forbids storage (it throws at the mere word): then nothing is remembered. */
function storage(): Storage | null {
  try {
    return window.localStorage;
  } catch {
    return null;
  }
}

/** What to open next time; what was open before stays where nothing was opened yet. */
function toLastModel(state: State, before: LastModel | null): LastModel | null {
  const { model, environment } = state;
  const location = state.modelLocation ?? state.location;
  if (!location) return before;
  if (location.kind === "files") return { kind: "files", name: (model ?? state.listing)?.name ?? "a model" };
  if (!isSampleModel(location)) return { kind: "url", url: location.url };
  const chosen = model && model.provider !== environment?.provider ? { provider: model.provider } : {};
  return { kind: "sample", ...chosen, ...(model && model.dtype !== SAMPLE_DTYPE ? { dtype: model.dtype } : {}) };
}

/** Writes the settings a moment after each change. */
function remember(settings: Settings): void {
  let { lastModel, lastCorpus } = settings;
  let hadCorpus = false;
  let timer: number | undefined;
  const write = () => {
    const state = store.getState();
    lastModel = toLastModel(state, lastModel);
    hadCorpus ||= state.corpusSource !== null;
    if (hadCorpus) lastCorpus = state.corpusSource;
    const { scanConfig, lapeConfig, finetuneSettings } = state;
    const chosen = {
      scanConfig,
      lapeConfig,
      finetuneSettings,
      tunesOnSample: state.finetuneSources.train === "sample",
    };
    storage()?.setItem(KEY, formatSettings({ ...preferences(), ...chosen, lastModel, lastCorpus }));
  };
  const writeSoon = () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(write, SAVE_AFTER_MS);
  };
  store.subscribe(writeSoon);
  onPreferences(writeSoon);
}

/** Opens what was open last; a page may not open files again by itself, and never fetches a large model unasked. */
function reopen({ lastModel, lastCorpus, tunesOnSample, finetuneSettings: { language } }: Settings): void {
  if (lastModel?.kind === "sample") {
    const { kind: _, ...chosen } = lastModel;
    start(openModel("sample", chosen));
  }
  if (lastModel?.kind === "url") start(listModel(lastModel.url));
  if (lastCorpus === "sample" || lastCorpus === "sample-interface") start(addCorpus(lastCorpus));
  if (tunesOnSample && language) start(tuneOnSample(language));
  const gone = [
    ...(lastModel?.kind === "files" ? [`the model ${lastModel.name}`] : []),
    ...(lastCorpus === "files" ? ["your text files"] : []),
  ];
  if (gone.length > 0) {
    const what = gone.join(" and ");
    notify("info", `Last time you had ${what} open. Drop or pick them again: a saved scan goes on where it was.`);
  }
}

/** Restores the settings, looks at the browser and opens the project. Nothing here waits for a model byte. */
export function startUp(): void {
  const settings = parseSettings(storage()?.getItem(KEY) ?? null);
  setPreferences({ theme: settings.theme, shortcuts: settings.shortcuts });
  followTheme();
  const { scanConfig, lapeConfig, finetuneSettings } = settings;
  store.setState({ scanConfig, lapeConfig, finetuneSettings });
  attempt("Look at this browser", loadEnvironment());
  attempt("Look for kept runs", loadRuns());
  attempt("Look for kept evaluations", loadEvaluations());
  followPlan();
  reopen(settings);
  remember(settings);
}
