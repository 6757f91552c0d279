import { useState } from "react";
import { importStats } from "../../state/api";
import { notify } from "../../state/jobs";
import { FilePick } from "../parts/FilePick";
import { Section } from "../parts/Section";
import { attempt, start } from "../perform";
import { MASK_ENDINGS, type Recognised, recognise } from "../recognise";
import { go } from "../route";
import { seeFiles } from "../shell/dropped";
import { MaskImport } from "./MaskImport";

type Mask = Extract<Recognised, { kind: "mask" }>;

/** Files that came from here, or from the published scripts. */
export function ImportSection() {
  const [picked, setPicked] = useState<{ readonly file: File; readonly mask: Mask } | null>(null);

  const look = async (file: File) => {
    const [found] = recognise(await seeFiles([{ name: file.name, blob: file }]));
    if (found?.kind === "mask") return setPicked({ file, mask: found });
    setPicked(null);
    if (found?.kind !== "stats") return notify("error", `${file.name} is neither a mask nor activation stats.`);
    start(importStats(file).then(() => go("neurons")));
  };

  return (
    <Section title="Import">
      <p className="hint">
        A mask: .pt or .pth as published, .safetensors, .json. Activation stats: .safetensors. Nothing in a torch file
        is ever executed.
      </p>
      <div className="buttons">
        <FilePick accept={MASK_ENDINGS} onPick={([file]) => file && attempt(`Import ${file.name}`, look(file))}>
          Pick a mask or stats …
        </FilePick>
        {picked && <span className="mono">{picked.file.name}</span>}
      </div>
      {picked && (
        <MaskImport
          key={picked.file.name}
          file={picked.file}
          format={picked.mask.format}
          onDone={() => setPicked(null)}
        />
      )}
    </Section>
  );
}
