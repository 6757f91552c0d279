/** Of the report alone: light and dark by the reader's system, and light on paper. Colours of lines: Okabe and Ito (2008). */
export const REPORT_STYLE = `
:root { color-scheme: light dark;
  --paper: light-dark(#ffffff, #14181b); --raised: light-dark(#f6f8f9, #1c2125); --line: light-dark(#d7dce1, #333c43);
  --text: light-dark(#181b1f, #e7eaed); --text-2: light-dark(#535b64, #a3adb6);
  --above: light-dark(#c4620a, #f2a25c); --below: light-dark(#1f5f96, #7cb8e8); --on: light-dark(#ffffff, #101316);
  --c0: light-dark(#0072b2, #3d9fd8); --c1: light-dark(#b97f00, #e69f00); --c2: light-dark(#00835f, #1cc79a);
  --c3: light-dark(#b35588, #d98cb8); --c4: light-dark(#2b86bd, #7cc7ef); --c5: light-dark(#c25400, #f07a2c);
  --c6: light-dark(#000000, #e8e8e8); --c7: light-dark(#857a00, #f0e442); }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 56rem; padding: 1.5rem 1rem 4rem; background: var(--paper); color: var(--text);
  font: 0.9375rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.6rem; line-height: 1.2; margin: 0 0 0.25rem; } h2 { font-size: 1.15rem; margin: 0 0 0.75rem; }
h3 { font-size: 1rem; margin: 1rem 0 0.5rem; } p { margin: 0 0 0.5rem; max-width: 44rem; }
.hint, figcaption, caption { color: var(--text-2); font-size: 0.875rem; }
section { border-top: 1px solid var(--line); margin-top: 1.75rem; padding-top: 1rem; }
nav ul, .legend { display: flex; flex-wrap: wrap; gap: 0.125rem 1rem; list-style: none; margin: 0.5rem 0 0; padding: 0; }
nav a { color: var(--c0); } .legend { font-size: 0.8125rem; margin: 0.25rem 0; } .legend svg { vertical-align: middle; }
dl { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(16rem, 100%), 1fr)); gap: 0.375rem 1.5rem; margin: 0; }
dt { color: var(--text-2); font-size: 0.8125rem; } dd { margin: 0; font-variant-numeric: tabular-nums; }
.frame { overflow-x: auto; max-width: 100%; } figure { margin: 0 0 1.25rem; } figcaption { font-weight: 600; color: var(--text); }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: 0.875rem; margin: 0 0 1rem; }
caption { text-align: start; padding-bottom: 0.25rem; }
th, td { border-bottom: 1px solid var(--line); padding: 0.2rem 1rem 0.2rem 0; text-align: start; overflow-wrap: normal; }
thead th { color: var(--text-2); font-weight: 500; vertical-align: bottom; } tbody th { font-weight: 500; min-width: 9rem; } td.text { min-width: 8rem; }
th.number, td.number { text-align: end; white-space: nowrap; }
svg.plot { display: block; max-width: none; } svg text { fill: var(--text-2); font-size: 11px; }
svg .title { fill: var(--text); } .axis line { stroke: var(--line); stroke-width: 1; }
.stroke { fill: none; stroke: var(--c); stroke-width: 2; } .fill { fill: var(--c); }
.violin { fill: var(--c); fill-opacity: 0.3; stroke: var(--c); stroke-width: 1; } .median { stroke: var(--paper); stroke-width: 2; }
.cell.above { fill: color-mix(in srgb, var(--above) var(--share), var(--raised)); }
.cell.below { fill: color-mix(in srgb, var(--below) var(--share), var(--raised)); }
.matrix text.on { fill: var(--on); } .matrix text.off { fill: var(--text); }
.c0 { --c: var(--c0); } .c1 { --c: var(--c1); } .c2 { --c: var(--c2); } .c3 { --c: var(--c3); }
.c4 { --c: var(--c4); } .c5 { --c: var(--c5); } .c6 { --c: var(--c6); } .c7 { --c: var(--c7); }
details { margin: 0 0 0.5rem; } summary { cursor: pointer; }
pre { background: var(--raised); border: 1px solid var(--line); padding: 0.75rem; overflow: auto; font-size: 0.75rem; white-space: pre-wrap; }
@media print { :root { color-scheme: light; } body { max-width: none; padding: 0; } figure, table { break-inside: avoid; } nav { display: none; } }
`;
