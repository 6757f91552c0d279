/** One definition a term, with its source: for every view. */
export interface Definition {
  readonly name: string;
  readonly text: string;
  readonly source: string;
}

const TANG = "Tang et al. 2024, Language-Specific Neurons (arXiv 2402.16438)";
const GURGUROV = "Gurgurov et al. 2025, Language Subnetwork Enhancement";

export const TERMS = {
  neuron: {
    name: "neuron",
    text: "One intermediate channel of a feed-forward block: row j of the gate and up projections, column j of the down projection. L3N417 is channel 417 of layer 3, both counted from 0.",
    source: TANG,
  },
  gate: {
    name: "gate",
    text: "What enters the activation function of a feed-forward block: the gate projection's output, or the first linear layer's where there is no gate. A neuron counts as active on a token when its gate is above 0, which is when SiLU, GELU or ReLU of it is.",
    source: TANG,
  },
  probability: {
    name: "activation probability",
    text: "Share of the tokens of a language on which the neuron is active: over_zero / n.",
    source: TANG,
  },
  entropy: {
    name: "entropy",
    text: "−Σ p ln p over languages, with the neuron's activation probabilities scaled to sum to 1. From 0 (active in one language only) to ln(number of languages); in nats.",
    source: TANG,
  },
  lape: {
    name: "LAPE",
    text: "Language Activation Probability Entropy: selects the neurons whose activation probabilities have the lowest entropy over languages, among those that are often active in at least one.",
    source: TANG,
  },
  topRate: {
    name: "top_rate",
    text: "Share of all neurons that is selected: those of lowest entropy. The published script uses 0.01, the fine-tuning paper up to 0.05.",
    source: `${TANG}; ${GURGUROV}`,
  },
  filterRate: {
    name: "filter_rate",
    text: "A neuron stays in the running if its probability in some language exceeds this quantile of all probabilities, pooled over neurons and languages. The published script uses 0.95.",
    source: TANG,
  },
  activationBarRatio: {
    name: "activation_bar_ratio",
    text: "A selected neuron belongs to every language in which its probability exceeds this quantile of all probabilities; it may belong to several. The published script uses 0.95.",
    source: TANG,
  },
  window: {
    name: "window",
    text: "The tokens that the model sees at once. Documents follow one another without separators and are cut into windows of one length; what is left at the end is dropped.",
    source: TANG,
  },
  selfCheck: {
    name: "self-check",
    text: "Before a scan, one window runs on WebGPU and on wasm, and the signs of all gates are compared, position by position. Gates closer to 0 than a thousandth of their layer's root mean square are left out.",
    source: "This page; reports of silently wrong WebGPU results: huggingface/transformers.js#1728",
  },
  tokensPerByte: {
    name: "tokens per byte",
    text: "Tokens of the open model's tokenizer divided by UTF-8 bytes of text. A language with a higher figure is cut into smaller pieces.",
    source: "Counted by this page",
  },
  meanActivation: {
    name: "mean activation",
    text: "Mean over tokens of the activation function of the gate, without the factor of the up projection.",
    source: "Counted by this page, as average_activations in the published scripts",
  },
  loss: {
    name: "loss",
    text: "Mean of −log p of the next token, in nats: over the predictions of a window, then over windows. Its exponential is the perplexity.",
    source: "As the published fine-tuning script takes it",
  },
  gradNorm: {
    name: "gradient norm",
    text: "Root of the sum of squares of all trained parameters' gradients, before clipping.",
    source: "torch.nn.utils.clip_grad_norm_",
  },
  forgetting: {
    name: "forgotten",
    text: "How much the validation loss of a language that is not trained on has risen since the start of the run, in nats a token. Below zero it has improved with the trained one.",
    source: "This page",
  },
  heldOut: {
    name: "validation",
    text: "Text that is not trained on, whose loss says how well the run does; the weights of its best validation are what is exported. Without text of its own, a twentieth of the training windows is held out, drawn with the seed (the last ones where windows are not shuffled).",
    source: "This page; the published script validates on FLORES-200 dev",
  },
  ownDecoder: {
    name: "own decoder",
    text: "This program's own Llama-family decoder, written in WGSL. It scans as ONNX Runtime does, reads safetensors too, and is what fine-tuning runs on; it can stream the layers of a model larger than the GPU's memory.",
    source: "This page; its gates are compared with ONNX Runtime's before a scan",
  },
  dtype: {
    name: "dtype",
    text: "How the weights of a model file are stored: fp32, fp16, or quantized in blocks (q4: 4 bits a weight). It is read from the file's name, as in model_q4f16.onnx.",
    source: "File names of transformers.js",
  },
} as const satisfies Record<string, Definition>;

export type TermId = keyof typeof TERMS;
