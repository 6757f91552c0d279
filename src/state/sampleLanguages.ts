/** Of each language in the sample corpus of interface lines, which translate each other. */
export const SAMPLE_LINES = 420;

/** Languages of both sample corpora. */
export const SAMPLE_LANGUAGES: readonly string[] =
  "afr_Latn cym_Latn deu_Latn eng_Latn est_Latn eus_Latn fra_Latn isl_Latn lit_Latn mkd_Cyrl npi_Deva rus_Cyrl slk_Latn slv_Latn spa_Latn tur_Latn".split(
    " ",
  );
