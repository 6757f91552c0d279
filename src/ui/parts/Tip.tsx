import { type ReactNode, useId, useRef } from "react";

const GAP = 6;
const HIDE_AFTER_MS = 150;

/** Puts the bubble under its trigger, or over it where there is no room; always inside the window. */
function place(trigger: HTMLElement, bubble: HTMLElement): void {
  const at = trigger.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = bubble;
  const below = at.bottom + GAP;
  const fits = below + height < window.innerHeight;
  bubble.style.top = `${Math.max(GAP, fits ? below : at.top - GAP - height)}px`;
  bubble.style.left = `${Math.max(GAP, Math.min(at.left, window.innerWidth - width - GAP))}px`;
}

/**
 * Says more on hover, focus and touch. Esc and a click elsewhere close it (a popover does that by itself), and the
 * pointer may move onto it.
 */
export function Tip({ children, tip, className = "tip" }: { children: ReactNode; tip: ReactNode; className?: string }) {
  const id = useId();
  const trigger = useRef<HTMLButtonElement>(null);
  const bubble = useRef<HTMLSpanElement>(null);
  const timer = useRef<number | undefined>(undefined);

  const show = () => {
    window.clearTimeout(timer.current);
    if (!trigger.current || !bubble.current || bubble.current.matches(":popover-open")) return;
    bubble.current.showPopover();
    place(trigger.current, bubble.current);
  };
  const hide = () => {
    window.clearTimeout(timer.current);
    bubble.current?.hidePopover();
  };
  const hideSoon = () => {
    timer.current = window.setTimeout(hide, HIDE_AFTER_MS);
  };

  return (
    <>
      <button
        type="button"
        className={className}
        ref={trigger}
        aria-describedby={id}
        onPointerEnter={show}
        onPointerLeave={hideSoon}
        onFocus={show}
        onBlur={hide}
        onClick={show}
      >
        {children}
      </button>
      <span
        role="tooltip"
        id={id}
        ref={bubble}
        className="bubble"
        popover="auto"
        onPointerEnter={show}
        onPointerLeave={hideSoon}
      >
        {tip}
      </span>
    </>
  );
}
