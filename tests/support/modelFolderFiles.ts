/** Small files of a tiny Llama in Hugging Face layout, by path. */
export const SMALL_TEXTS: Readonly<Record<string, string>> = {
  "config.json": JSON.stringify({
    architectures: ["LlamaForCausalLM"],
    vocab_size: 100,
    hidden_size: 16,
    intermediate_size: 32,
    num_hidden_layers: 2,
    num_attention_heads: 2,
    max_position_embeddings: 64,
    hidden_act: "silu",
  }),
  "tokenizer.json": '{"model":{"type":"BPE"}}',
  "tokenizer_config.json": '{"tokenizer_class":"PreTrainedTokenizerFast"}',
};
