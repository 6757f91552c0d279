import { countActiveReference, NOT_FINITE } from "../kernels/countActive";
import type { ActivationSource } from "../model/activationSource";
import type { GateCounter } from "./gateCounter";

/** Counts gates that are in memory, by the kernel's definition. */
export function cpuCounter({ nLayers, dMlp, taps }: Pick<ActivationSource, "nLayers" | "dMlp" | "taps">): GateCounter {
  return {
    batch() {
      const overZero = new Uint32Array(nLayers * dMlp);
      const actSum = new Float64Array(nLayers * dMlp);
      return {
        async add(gate) {
          if (gate.location !== "cpu")
            throw new Error("the gates lie on a GPU, and no device was given to count them on");
          const { layer, lengths, seqLen, values } = gate;
          const needed = lengths.length * seqLen * dMlp;
          if (values.length < needed) throw new RangeError(`layer ${layer}: ${values.length} gates, not ${needed}`);
          const part = countActiveReference(values, lengths, seqLen, dMlp, taps[layer]!.actFn);
          for (let j = 0, to = layer * dMlp; j < dMlp; j++, to++) {
            const isBroken = overZero[to] === NOT_FINITE || part.overZero[j] === NOT_FINITE;
            overZero[to] = isBroken ? NOT_FINITE : overZero[to]! + part.overZero[j]!;
            actSum[to]! += part.actSum[j]!;
          }
        },
        counts: async () => ({ overZero, actSum }),
      };
    },
    release() {},
  };
}
