import { lazy, type ReactNode, Suspense } from "react";
import "./app.css";
import { CorpusPanel } from "./corpus/CorpusPanel";
import { ExportPanel } from "./export/ExportPanel";
import { ModelPanel } from "./model/ModelPanel";
import { useRoute, type View } from "./route";
import { ScanPanel } from "./scan/ScanPanel";
import { DropTarget } from "./shell/DropTarget";
import { Header } from "./shell/Header";
import { Help } from "./shell/Help";
import { JobBar } from "./shell/JobBar";
import { LiveRegion } from "./shell/LiveRegion";
import { Notices } from "./shell/Notices";
import { Rail } from "./shell/Rail";
import { useShortcuts } from "./shell/shortcuts";

// With their charts these are the heavy part of the page: fetched after the first paint.
const NeuronsView = lazy(async () => ({ default: (await import("./neurons/NeuronsView")).NeuronsView }));
const TunePanel = lazy(async () => ({ default: (await import("./tune/TunePanel")).TunePanel }));
const EvaluatePanel = lazy(async () => ({ default: (await import("./evaluate/EvaluatePanel")).EvaluatePanel }));
const AlignPanel = lazy(async () => ({ default: (await import("./align/AlignPanel")).AlignPanel }));
const Inspector = lazy(async () => ({ default: (await import("./neurons/Inspector")).Inspector }));

const VIEW: Record<View, ReactNode> = {
  model: <ModelPanel />,
  corpus: <CorpusPanel />,
  scan: <ScanPanel />,
  neurons: <NeuronsView />,
  tune: <TunePanel />,
  evaluate: <EvaluatePanel />,
  align: <AlignPanel />,
  export: <ExportPanel />,
};

/** The page: header, rail, the view in the middle, the inspector beside it, the running job below. */
export function App() {
  const { view, neuron } = useRoute();
  useShortcuts();
  return (
    <div className={neuron ? "app with-inspector" : "app"}>
      <Header />
      <Rail />
      <main id="main" className="main" tabIndex={-1}>
        <DropTarget />
        <Notices />
        <Suspense fallback={<p className="hint">Loading the view …</p>}>{VIEW[view]}</Suspense>
      </main>
      {neuron && (
        <Suspense>
          <Inspector />
        </Suspense>
      )}
      <JobBar />
      <LiveRegion />
      <Help />
    </div>
  );
}
