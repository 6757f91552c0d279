import { type ReactNode, useId } from "react";

/** A titled part of a view. `aside` stands at the end of the title's line. */
export function Section({
  title,
  aside,
  tone,
  flush = false,
  children,
}: {
  title: ReactNode;
  aside?: ReactNode;
  tone?: "bad";
  /** For tables, which bring their own edges. */
  flush?: boolean;
  children: ReactNode;
}) {
  const id = useId();
  return (
    <section className={tone ? `section ${tone}` : "section"} aria-labelledby={id}>
      <div className="section-head">
        <h3 id={id}>{title}</h3>
        {aside}
      </div>
      {flush ? children : <div className="section-body">{children}</div>}
    </section>
  );
}
