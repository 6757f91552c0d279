/**
 * The Markdown of an experiment's result: what was done, a table of the methods, a table of the languages.
 * @typedef {import("./experimentResult").ExperimentResult} ExperimentResult
 * @typedef {import("./experimentResult").ExperimentRun} ExperimentRun
 */

const row = (/** @type {readonly string[]} */ ...cells) => `| ${cells.join(" | ")} |`;
const count = (/** @type {number} */ n) => n.toLocaleString("en");
const signed = (/** @type {number} */ x) => `${x > 0 ? "+" : x < 0 ? "−" : ""}${Math.abs(x).toFixed(3)}`;
const mean = (/** @type {readonly number[]} */ xs) => xs.reduce((sum, x) => sum + x, 0) / xs.length;

const othersOf = (/** @type {ExperimentResult} */ { before, target }) =>
  Object.keys(before).filter((language) => language !== target);

/** How a run moved each language's loss, in nats. */
const changes = (/** @type {ExperimentResult} */ { before }, /** @type {ExperimentRun} */ { after }) =>
  Object.fromEntries(Object.keys(before).map((language) => [language, after[language] - before[language]]));

function methods(/** @type {ExperimentResult} */ result) {
  const { target, modelParameters, before, runs } = result;
  const others = othersOf(result);
  const lines = runs.map((run) => {
    const change = changes(result, run);
    const moved = others.map((language) => change[language]);
    const worst = others.reduce((a, b) => (change[b] > change[a] ? b : a));
    const worse = moved.filter((x) => x > 0).length;
    return row(
      run.name,
      count(run.trainableParameters),
      `${(100 * (run.trainableParameters / modelParameters)).toFixed(2)} %`,
      String(run.config.learningRate),
      run.after[target].toFixed(3),
      signed(change[target]),
      signed(mean(moved)),
      `${signed(change[worst])} (${worst})`,
      `${worse} of ${others.length}`,
    );
  });
  return [
    row(
      "method",
      "values trained",
      "of the model",
      "rate",
      `${target} loss`,
      "change",
      "others: mean",
      "worst",
      "got worse",
    ),
    row("---", "--:", "--:", "--:", "--:", "--:", "--:", "--:", "--:"),
    row("none", "0", "0 %", "", before[target].toFixed(3), "", "", "", ""),
    ...lines,
  ];
}

function languages(/** @type {ExperimentResult} */ result) {
  const { target, before, runs } = result;
  const all = [target, ...othersOf(result)];
  return [
    row("language", "before", ...runs.map(({ name }) => name)),
    row("---", "--:", ...runs.map(() => "--:")),
    ...all.map((language) =>
      row(language, before[language].toFixed(3), ...runs.map((run) => signed(changes(result, run)[language]))),
    ),
  ];
}

/** @param {ExperimentResult} result */
export function experimentTable(result) {
  const { target, runs, scan, lossTokens, neurons } = result;
  const [{ config, trainedTokens }] = runs;
  const perLayer = neurons.map((layer) => layer.length);
  const total = perLayer.reduce((sum, n) => sum + n, 0);
  return [
    "# What tuning a language's neurons does, on the sample model",
    "",
    `Made by \`npm run experiment\` on ${result.date}, on ${result.adapter}, in ${result.minutes.toFixed(0)} minutes.`,
    "",
    `${result.model}. The neurons: a scan of ${count(scan.tokens)} tokens (\`${scan.text}\`, sixteen languages), selected at top_rate ${scan.lape.topRate}, ` +
      `filter_rate ${scan.lape.filterRate}, activation_bar_ratio ${scan.lape.activationBarRatio}: ${total} of ${target}, by layer ${perLayer.join(", ")}. ` +
      `Every method trains on the same ${count(trainedTokens)} tokens of \`${result.trainText}\` in the same order, ${config.steps} steps of ${config.batchSize} windows of ${config.seqLen}, ` +
      "AdamW at the constant rate of the table (ten times the published ones; none was searched for), one seed. `random` trains as many neurons drawn from all; " +
      "`lora` has the preset's rank, `lora, same budget` the largest rank with no more values than the subnetwork.",
    "",
    `Loss: mean −log p of the next token in nats, after the last step, over ${count(lossTokens.target)} tokens of \`${result.targetText}\` for ${target} and ` +
      `${count(lossTokens.other)} tokens of \`${result.othersText}\` for each other language; the same tokens before and after.`,
    "",
    ...methods(result),
    "",
    "The change of each language's loss:",
    "",
    ...languages(result),
    "",
  ].join("\n");
}
