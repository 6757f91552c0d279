import { describe } from "vitest";
import { attentionRow } from "../../../src/kernels/attentionRow";
import { testAttention } from "../../support/testAttention";

describe("attention_row", () => testAttention(attentionRow));
