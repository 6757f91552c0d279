import { startClient } from "../worker/client";

/** The one worker of this page. */
export const client = startClient();
