import type { ReactNode } from "react";

/** A button that picks files, or a folder with all that is in it. */
export function FilePick({
  children,
  accept,
  folder = false,
  className = "button",
  onPick,
}: {
  children: ReactNode;
  accept?: string;
  folder?: boolean;
  className?: string;
  onPick: (files: readonly File[]) => void;
}) {
  return (
    <label className={className}>
      {children}
      <input
        className="unseen"
        type="file"
        multiple
        accept={accept}
        ref={(input) => {
          if (input) input.webkitdirectory = folder;
        }}
        onChange={({ currentTarget: input }) => {
          const files = [...(input.files ?? [])];
          // Emptied, so that the same file can be picked again after it was changed.
          input.value = "";
          if (files.length > 0) onPick(files);
        }}
      />
    </label>
  );
}
