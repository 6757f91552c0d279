import { describe, expect, test } from "vitest";
import { hrefOf, parseRoute, VIEWS } from "../../../src/ui/route";

describe("addresses", () => {
  test.each(VIEWS)("#/%s is a step, there and back", (view) => {
    expect(parseRoute(hrefOf(view))).toEqual({ view, neuron: null, run: null, tab: null });
  });

  test.each(["babel-7m", "org/model", "50% off", "a+b & c", "Modell ä", "model"])(
    "a neuron of %s, there and back",
    (model) => {
      const neuron = { model, layer: 3, index: 417 };
      expect(parseRoute(hrefOf(neuron))).toEqual({ view: "neurons", neuron, run: null, tab: null });
    },
  );

  test.each(["20261121T115255-0851", "50% off"])("a run, %s, there and back", (run) => {
    expect(parseRoute(hrefOf({ run }))).toEqual({ view: "tune", neuron: null, run, tab: null });
  });

  test.each(["perplexity", "50% off"])("a tab, %s, there and back", (tab) => {
    expect(parseRoute(hrefOf({ tab }))).toEqual({ view: "evaluate", neuron: null, run: null, tab });
  });

  test("a neuron's address reads as people write it", () => {
    expect(hrefOf({ model: "babel-7m", layer: 3, index: 417 })).toBe("#/babel-7m/3/417");
  });

  test.each([
    "",
    "#",
    "#/",
    "#/nowhere",
    "#/m/3",
    "#/tune/",
    "#/evaluate/",
    "#/m/-1/2",
    "#/m/a/2",
    "#//1/2",
    "#/m/1/2/3",
    "#/m/1/9999999999",
  ])("%s is no address and leads home", (hash) =>
    expect(parseRoute(hash)).toEqual({ view: "scan", neuron: null, run: null, tab: null }),
  );

  test("a lone per cent sign does not throw", () => {
    expect(parseRoute("#/50%/1/2").neuron?.model).toBe("50%");
  });

  test("bytes that are no UTF-8 do not throw", () => {
    expect(parseRoute("#/%ff/1/2").neuron?.model).toBe("\ufffd");
  });
});
