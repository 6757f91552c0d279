/** Whether weights of that dtype are codes in blocks: what runs then is their dequantized values. */
export const isQuantized = (dtype: string): boolean => !/^(fp?32|fp?16|bf16)$/i.test(dtype);
