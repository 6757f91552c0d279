import { describe } from "vitest";
import { attentionForward } from "../../../src/kernels/attentionForward";
import { testAttention } from "../../support/testAttention";

describe("attention_forward", () => testAttention(attentionForward));
