import type { WeightFormat } from "../transformer/weightFormat";
import { placeSession, takeSession } from "./benchSession";
import { type EngineHooks, openEngine } from "./engine";
import type { OpenModel } from "./openModel";
import { closeSession, type EngineSession, type Session } from "./session";

const isEngine = (session: Session): session is EngineSession => session.engine !== null && session.gpu !== null;

/**
 * The model on the bench in our decoder. What else stood there is closed first: two models at once may be more than the memory
 * holds, and the next scan opens its own again.
 */
export async function benchEngine(model: OpenModel, format: WeightFormat, hooks: EngineHooks): Promise<EngineSession> {
  const open = takeSession();
  if (open && isEngine(open) && open.model === model && open.engine.format === format) {
    placeSession(open);
    return open;
  }
  if (open) await closeSession(open);
  const session = await openEngine(model, format, hooks);
  placeSession(session);
  return session;
}
