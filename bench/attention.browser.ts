import { expect, test } from "vitest";
import { openSource } from "../src/model/onnxSource";
import { makeReference, runSelfCheck } from "../src/model/runSelfCheck";
import type { SelfCheckResult } from "../src/model/selfCheck";
import { tapModel } from "../src/model/tapModel";
import { fetchSample, sampleModel } from "../tests/support/sampleModel";
import { needDevice, saveReport } from "./browserReport";
import { sampleBatch } from "./sampleCorpus";

/** Windows shorter than this hide the error of attention with subgroups. */
const SEQ_LEN = 64;

test("does this adapter still compute attention wrongly with subgroups?", async () => {
  const { info, file } = await sampleModel(fetchSample);
  const tapped = await tapModel(file, [], info);
  const { ids } = await sampleBatch(1, SEQ_LEN);
  const reference = await makeReference({ file, shards: [], info }, ids);

  const check = async (subgroups: boolean): Promise<SelfCheckResult> => {
    const { device } = await needDevice(subgroups);
    const source = await openSource(tapped, { provider: "webgpu", device, info });
    const result = await runSelfCheck(source, device, reference);
    await source.release();
    device.destroy();
    return result;
  };
  const gpu = await needDevice();
  gpu.device.destroy();
  const hasSubgroups = gpu.features.includes("subgroups");
  const results = [
    ...(hasSubgroups ? [{ how: "with subgroups", result: await check(true) }] : []),
    { how: "without subgroups", result: await check(false) },
  ];

  const rows = results.map(({ how, result }) => ({
    what: `gates whose sign differs from wasm's, ${how}, worst layer`,
    value: 100 * Math.max(...result.ratePerLayer),
    unit: "%",
    note: `${result.passed ? "passes" : "fails"} (at most ${100 * result.threshold} %); largest error at token ${result.worst.token} of ${SEQ_LEN}`,
    samples: result.ratePerLayer.map((rate) => 100 * rate),
  }));
  const isWrong = results.some(({ result }) => !result.passed);
  const found = isWrong
    ? "Attention with subgroups is still wrong here, and the self-check sees it."
    : "The error does not show on this adapter.";
  await saveReport(
    "attention",
    {
      question: "Does this adapter still show the wrong attention of ONNX Runtime with subgroups?",
      how: `One window of ${SEQ_LEN} tokens of the sample corpus, all layers and positions, gate signs on WebGPU against wasm. ${found}`,
      rows,
      goals: [
        {
          goal: "a device passes the self-check on this adapter",
          met: results.at(-1)!.result.passed,
          found: results.map(({ how, result }) => `${how}: ${result.passed ? "passes" : "fails"}`).join("; "),
        },
      ],
    },
    gpu,
  );
  expect(results.at(-1)!.result.passed).toBe(true);
});
