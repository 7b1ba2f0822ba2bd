/** The report's style sheet; light and dark follow the reader's system. */
export const style = `
:root { color-scheme: light dark; --ink: #1c2430; --soft: #5c6b7f; --paper: #f6f7f9; --card: #fff;
  --line: #dfe4ea; --leaky: #c8322b; --fixed: #1a7f4b; --mark: #b07300; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6eaf0; --soft: #9aa7b8; --paper: #12161c;
  --card: #1a2029; --line: #2d3643; --leaky: #ff7b72; --fixed: #4cc38a; --mark: #e3b341; } }
* { box-sizing: border-box }
body { margin: 0; background: var(--paper); color: var(--ink);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", sans-serif }
main { max-width: 1080px; margin: 0 auto; padding: 32px 20px 64px }
h1 { font-size: 26px; margin: 0 0 4px; letter-spacing: -.01em }
h2 { font-size: 18px; margin: 40px 0 12px }
p { margin: 0 0 12px; max-width: 75ch }
.soft { color: var(--soft) }
.outcome { display: inline-block; margin: 16px 0 4px; padding: 6px 14px; border-radius: 999px;
  font-weight: 600; color: #fff; background: var(--mark) }
.outcome.proved { background: #1a7f4b } .outcome.failed { background: #c8322b }
.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: 12px;
  margin: 20px 0 0; padding: 0 }
.facts div, .card, figure { background: var(--card); border: 1px solid var(--line);
  border-radius: 10px; padding: 14px 16px }
.facts dt { color: var(--soft); font-size: 13px } .facts dd { margin: 2px 0 0; font-size: 18px;
  font-weight: 600; overflow-wrap: anywhere }
.plots { display: grid; grid-template-columns: repeat(auto-fill, minmax(320px, 1fr)); gap: 14px }
figure { margin: 0 } figcaption { font-weight: 600; font-size: 14px; margin-bottom: 6px;
  display: flex; justify-content: space-between }
figcaption span { font-weight: 400; color: var(--soft) }
svg { width: 100%; height: auto; display: block }
svg .grid { stroke: var(--line) } svg .tick { fill: var(--soft); font-size: 10.5px }
svg polyline { fill: none; stroke-width: 2; stroke-linejoin: round }
svg .leaky { stroke: var(--leaky) } svg .fixed { stroke: var(--fixed) }
svg .mark { stroke: var(--mark); stroke-dasharray: 5 3 } svg .shot { stroke-dasharray: 1.5 3 }
.key { display: flex; flex-wrap: wrap; gap: 4px 18px; margin: 0 0 12px; max-width: none } .key b { white-space: nowrap } .key b::before { content: ""; display: inline-block;
  width: 18px; height: 3px; margin-right: 7px; vertical-align: middle; background: currentColor }
.leaky-text { color: var(--leaky) } .fixed-text { color: var(--fixed) } .mark-text { color: var(--mark) }
.card { margin: 0 0 14px } .card h3 { margin: 0 0 2px; font-size: 16px }
.card .right { color: var(--fixed) } .card .wrong { color: var(--leaky) }
.numbers { display: flex; flex-wrap: wrap; gap: 4px 22px; margin: 8px 0 }
ol.path { margin: 8px 0 0; padding: 0; list-style: none; font: 13px/1.6 ui-monospace, Menlo, Consolas,
  monospace; overflow-x: auto }
ol.path li { white-space: nowrap } ol.path li::before { content: "→ "; color: var(--soft) }
ol.path li:first-child::before { content: "" }
pre.fix { margin: 8px 0 0; font: 13px/1.55 ui-monospace, Menlo, Consolas, monospace; overflow-x: auto }
h2::first-letter { text-transform: uppercase }
code { font: 13px ui-monospace, Menlo, Consolas, monospace }
.scroll { overflow-x: auto }
table { border-collapse: collapse; width: 100%; background: var(--card); font-variant-numeric: tabular-nums }
th, td { text-align: right; padding: 7px 12px; border: 1px solid var(--line) }
th:first-child, td:first-child { text-align: left } thead th { font-weight: 600 }
`;
