import type { FunctionComponent } from "react";
import { DeactivationPanel } from "./deactivation/DeactivationPanel";
import { DynamicsPanel } from "./dynamics/DynamicsPanel";
import { GeneratePanel } from "./generate/GeneratePanel";
import { PerplexityPanel } from "./perplexity/PerplexityPanel";
import { ReportPanel } from "./report/ReportPanel";
import { TasksPanel } from "./tasks/TasksPanel";
import { WeightsPanel } from "./weights/WeightsPanel";

/** A tab of the view: its address, its name, and what it shows. */
export interface Tab {
  readonly id: string;
  readonly name: string;
  readonly Panel: FunctionComponent;
}

/** In the order in which one asks: what is lost and won, what the neurons do, what changed. The first is shown unless one is named. */
export const TABS: readonly Tab[] = [
  { id: "perplexity", name: "Perplexity", Panel: PerplexityPanel },
  { id: "neurons", name: "Deactivation", Panel: DeactivationPanel },
  { id: "tasks", name: "Tasks", Panel: TasksPanel },
  { id: "generate", name: "Generate", Panel: GeneratePanel },
  { id: "weights", name: "Weight change", Panel: WeightsPanel },
  { id: "dynamics", name: "Training dynamics", Panel: DynamicsPanel },
  { id: "report", name: "Report", Panel: ReportPanel },
];
