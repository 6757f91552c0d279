import type { FunctionComponent } from "react";
import { WeightsPanel } from "./weights/WeightsPanel";

/** A tab of the view: its address, its name, and what it shows. */
export interface Tab {
  readonly id: string;
  readonly name: string;
  readonly Panel: FunctionComponent;
}

/** In the order in which one asks: what is lost and won, what the neurons do, what changed. The first is shown unless one is named. */
export const TABS: readonly Tab[] = [{ id: "weights", name: "Weight change", Panel: WeightsPanel }];
