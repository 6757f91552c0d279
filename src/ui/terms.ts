/** One definition a term, with its source: for every view. */
export interface Definition {
  readonly name: string;
  readonly text: string;
  readonly source: string;
}

const TANG = "Tang et al. 2024, Language-Specific Neurons (arXiv 2402.16438)";
const GURGUROV = "Gurgurov et al. 2025, Language Subnetwork Enhancement";

/** The fine-tuning paper reports better alignment; its measure, pooling and layers are not public. */
const OUR_ALIGNMENT = "Ours: no paper defines this measure";

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
  tokenLoss: {
    name: "loss a token",
    text: "Mean of −log p over all predicted tokens of the text, in nats: every window's tokens but its first. Its exponential is the perplexity. Intervals are the middle 95 % of what windows drawn anew, with replacement, give (bootstrap).",
    source:
      "The published ppl.py takes the mean over sequences of their means; the same where windows are equally long",
  },
  bitsPerByte: {
    name: "bits per byte",
    text: "−log2 p of all predicted tokens, divided by the UTF-8 bytes of text that they stand for: comparable between languages and tokenizers, as nats a token are not.",
    source: "This page; the bytes of a document are shared out to its tokens by their spelling",
  },
  deactivation: {
    name: "deactivation",
    text: "The activation function's output of a language's neurons is set to 0 at every token in every layer, and the loss of every language is measured again. Beside it as many random neurons in each layer (this page's control).",
    source: "ppl.py of Tang et al. 2024 (arXiv 2402.16438); the control is ours",
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
  alignedCosine: {
    name: "cosine of translations",
    text: "Mean cosine of the vectors of two sentences that translate each other. A sentence's vector is the mean over its tokens of the hidden state: layer 0 is the embedding, layer l what block l adds up to. Dotted: the same for pairs shifted by one line, which say something else. Vectors of most models point one way, so a high cosine alone says little.",
    source: OUR_ALIGNMENT,
  },
  cosineGap: {
    name: "cosine gap",
    text: "Mean cosine of translations less that of pairs shifted by one line: what is alike because it means the same, not because all sentences are.",
    source: OUR_ALIGNMENT,
  },
  retrieval: {
    name: "retrieval accuracy@1",
    text: "Share of the sentences of one language whose nearest of the other, by cosine, is their translation; the other way it is another number. A guess is right once in as many as there are sentences. Sentences that occur twice count as wrong when the other is taken.",
    source: `${OUR_ALIGNMENT}; the task is that of bitext retrieval (Artetxe and Schwenk 2019, arXiv 1812.10464)`,
  },
  cka: {
    name: "linear CKA",
    text: "How far the sentences of two languages lie alike among themselves, whatever the rotation: ‖XᵀY‖² / (‖XᵀX‖ ‖YᵀY‖) of the centred vectors, 0 to 1. Biased upward where there are fewer sentences than numbers in a vector, so compare only what has as many sentences.",
    source:
      "Kornblith et al. 2019, Similarity of Neural Network Representations Revisited (arXiv 1905.00414); its use here is ours",
  },
  centroidDistance: {
    name: "centroid distance",
    text: "Euclidean distance of the mean vectors of two languages, in the units of the hidden state. It grows with the length of the vectors, and so from layer to layer.",
    source: OUR_ALIGNMENT,
  },
  linearApproximation: {
    name: "linear approximation",
    text: "CKA and the distance of means are no means over sentences. Each sentence counts the measure plus its influence on it, and the mean of these is bootstrapped. It says how the measure varies with the sentences, not its bias, and is rough where the measure is hardly more than its own noise.",
    source:
      "The infinitesimal jackknife (Jaeckel 1972; Efron 1982); these intervals of the two measures are ours: no paper of the field defines any",
  },
  meanCentred: {
    name: "mean-centred",
    text: "Each language's own mean vector is taken off its sentences first. What is left is what the sentences say; that all sentences of a language, or of a model, point one way (anisotropy) is gone.",
    source: `${OUR_ALIGNMENT}; on the anisotropy Ethayarajh 2019 (arXiv 1909.00512)`,
  },
  sentencePca: {
    name: "PCA",
    text: "The plane in which the base's sentences spread most; the axes say how much of the base's variance lies along them. Tuned sentences are put into the same plane, so places can be compared from picture to picture; what happens outside the plane is not seen.",
    source: "Principal component analysis, fitted on the base; our own code",
  },
  sentenceUmap: {
    name: "UMAP",
    text: "A map that keeps neighbours together, by cosine. Distances between groups and the axes mean nothing. A tuned sentence lies between the base's sentences that are nearest to it, by weights of 1 / distance².",
    source: "McInnes, Healy, Melville 2018 (arXiv 1802.03426), by umap-js 1.4.0; placing the tuned sentences is ours",
  },
} as const satisfies Record<string, Definition>;

export type TermId = keyof typeof TERMS;
