import { type Markup, markup } from "./markup";
import { countText } from "./numberText";
import { axes, figure, numberTicks, PLOT, place, rangeOf, scaleX, scaleY, ticksOf } from "./svgFrame";

/** Counts over whole numbers from 0. */
export function barChart(title: string, x: string, y: string, counts: readonly number[]): Markup {
  const plot = { ...PLOT, height: 220 };
  const toX = scaleX([-0.6, counts.length - 0.4], plot);
  const rangeY = rangeOf(counts, true);
  const toY = scaleY(rangeY, plot);
  const step = Math.ceil(counts.length / 16);
  const shown = counts.map((_, i) => i).filter((i) => i % step === 0);
  const bars = counts.map(
    (count, i) =>
      markup`<rect class="fill c0" x="${place(toX(i - 0.4))}" y="${place(toY(count))}" width="${place(toX(0.4) - toX(-0.4))}" height="${place(toY(0) - toY(count))}"><title>${x} ${i}: ${countText(count)}</title></rect>`,
  );
  const drawn = [
    axes({ title: x, ticks: numberTicks(shown, toX) }, { title: y, ticks: numberTicks(ticksOf(rangeY, 5), toY) }, plot),
    ...bars,
  ];
  const most = counts.indexOf(Math.max(...counts));
  return figure(title, `${title}: most in ${x} ${most}, ${countText(counts[most] ?? 0)}`, plot, drawn);
}
