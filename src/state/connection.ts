import { startClient } from "../worker/client";
import { forgetAll } from "./forget";
import { notify } from "./jobs";

/** The one worker of this page. What it held is gone when it stops. */
export const client = startClient((reason) => {
  forgetAll();
  notify("error", `The worker stopped: ${reason}. Open the model and the text again; saved scans are kept.`);
});
