/** Milliseconds from a turn of a knob until the frame was rendered that shows it; null where the turn changed nothing of it. */
export interface Turn {
  /** The headline's figures. */
  readonly figures: number | null;
  /** The map of all neurons, last drawn. */
  readonly map: number;
  /** The chart of neurons a layer, drawn after the frame that shows what is quick. */
  readonly chart: number | null;
}

/**
 * Moves a slider of the open Neurons view and waits until nothing changes any more. Runs inside the page, so it stands alone.
 * Rejects where the map did not follow.
 */
export async function turnKnob([name, position]: readonly [name: string, position: number]): Promise<Turn> {
  const QUIET_MS = 600;
  const slider = document.querySelector<HTMLInputElement>(`input[aria-label="${name}, slider"]`);
  const headline = document.querySelector(".headline");
  const chart = [...document.querySelectorAll("figure.chart")].find((figure) =>
    figure.querySelector("h3")?.textContent?.includes("per layer"),
  );
  if (!slider || !headline || !chart) throw new Error(`the Neurons view is not open, or has no slider ${name}`);

  const last = { figures: 0, map: 0, chart: 0 };
  let changed = performance.now();
  const noteFrame = (what: keyof Turn): void => {
    // A message that is posted while a frame is made arrives when the frame is rendered.
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        last[what] = changed = performance.now();
      };
      port2.postMessage(null);
    });
  };
  const watch = (element: Element, what: keyof Turn): MutationObserver => {
    const observer = new MutationObserver(() => noteFrame(what));
    observer.observe(element, { subtree: true, childList: true, characterData: true, attributes: true });
    return observer;
  };
  const observers = [watch(headline, "figures"), watch(chart, "chart")];
  const { drawImage } = CanvasRenderingContext2D.prototype;
  CanvasRenderingContext2D.prototype.drawImage = function (this: CanvasRenderingContext2D, ...args: never[]) {
    if (this.canvas.isConnected) {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        last.map = changed = performance.now();
      };
      port2.postMessage(null);
    }
    Reflect.apply(drawImage, this, args);
  };

  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value")!.set!.call(slider, String(position));
  const start = performance.now();
  slider.dispatchEvent(new Event("input", { bubbles: true }));
  while (performance.now() - changed < QUIET_MS || performance.now() - start < QUIET_MS) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  for (const observer of observers) observer.disconnect();
  CanvasRenderingContext2D.prototype.drawImage = drawImage;
  if (last.map === 0) throw new Error(`${name} at ${position}: the map was not drawn anew`);
  const since = (at: number): number | null => (at === 0 ? null : at - start);
  return { figures: since(last.figures), map: last.map - start, chart: since(last.chart) };
}
