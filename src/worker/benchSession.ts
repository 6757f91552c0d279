import { closeSession, type Session } from "./session";
import { workbench } from "./workbench";

/** The session that a scan runs on: it is closed by the scan, not under it. */
let inUse: Session | null = null;

/** Puts a session on the bench. When its device is lost it goes, so that the next scan opens a new one. */
export function placeSession(session: Session): void {
  workbench.session = session;
  session.gpu?.device.lost.then(() => {
    if (workbench.session !== session) return;
    workbench.session = null;
    if (inUse !== session) void closeSession(session);
  });
}

/** Takes the session off the bench; whoever takes it closes it or puts one back. */
export function takeSession(): Session | null {
  const { session } = workbench;
  workbench.session = null;
  return session;
}

/** Runs `work` on the session on the bench, and closes the session where the device was lost meanwhile. */
export async function runOnSession<T>(session: Session, work: () => Promise<T>): Promise<T> {
  inUse = session;
  try {
    return await work();
  } finally {
    inUse = null;
    if (workbench.session !== session) await closeSession(session);
  }
}
