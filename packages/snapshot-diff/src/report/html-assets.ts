export const STYLE = `
:root { color-scheme: light dark; --ink: #1c2430; --dim: #5d6b7e; --line: #d9e0e8; --paper: #f4f6f9; --card: #fff; --bad: #b3261e; --good: #1b7a43; --open: #8a5a00; --tile: 212; }
@media (prefers-color-scheme: dark) { :root { --ink: #e4e9f0; --dim: #98a6b8; --line: #303a48; --paper: #12171e; --card: #1a212b; --bad: #ff8a80; --good: #67d391; --open: #f0b95a; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
main { max-width: 1160px; margin: 0 auto; padding: 24px 20px 60px; }
h1 { margin: 0; font-size: 15px; font-weight: 600; color: var(--dim); }
h2 { margin: 36px 0 12px; font-size: 18px; }
h3 { margin: 0 0 10px; font-size: 17px; }
h3 span { display: inline-block; min-width: 26px; padding: 0 6px; border-radius: 13px; background: var(--bad); color: var(--card); text-align: center; font-size: 14px; line-height: 26px; }
h3 em { color: var(--bad); font-style: normal; }
.verdict { margin: 4px 0 10px; font-size: 26px; line-height: 1.25; font-weight: 650; }
.leak .verdict { color: var(--bad); } .no-leak .verdict { color: var(--good); } .inconclusive .verdict { color: var(--open); }
.facts, .hint { margin: 2px 0; color: var(--dim); }
article, .scroll, svg { background: var(--card); border: 1px solid var(--line); border-radius: 8px; }
article { padding: 16px 18px; margin-bottom: 14px; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 2px 14px; margin: 0 0 10px; }
dt { color: var(--dim); } dd { margin: 0; overflow-wrap: anywhere; }
summary { cursor: pointer; color: var(--dim); padding: 4px 0; }
ol { margin: 6px 0 0; padding-left: 26px; }
li { padding: 1px 0; overflow-wrap: anywhere; }
code { color: var(--dim); font: 13px/1.4 ui-monospace, monospace; }
.scroll { overflow: auto; max-height: 560px; }
table { width: 100%; border-collapse: collapse; }
th { position: sticky; top: 0; background: var(--card); text-align: left; border-bottom: 1px solid var(--line); }
th button { all: unset; cursor: pointer; padding: 8px 12px; font-weight: 600; width: 100%; box-sizing: border-box; }
th button:focus-visible { outline: 2px solid var(--open); }
th[aria-sort=descending] button::after { content: " ↓"; } th[aria-sort=ascending] button::after { content: " ↑"; }
td { padding: 4px 12px; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
th.number { text-align: right; }
svg { display: block; width: 100%; height: auto; }
rect { stroke: var(--card); fill: hsl(var(--tile) 30% 62%); }
.l0 { fill: var(--card); } .l1 { fill: hsl(212 38% 78%); } .l2 { fill: hsl(205 42% 70%); } .l3 { fill: hsl(196 44% 62%); } .l4 { fill: hsl(182 42% 56%); } .l5 { fill: hsl(165 40% 52%); } .l6 { fill: hsl(145 38% 50%); }
g:hover > rect { fill: hsl(38 90% 62%); }
text { font: 11px system-ui, sans-serif; fill: #10202f; pointer-events: none; }
g:first-child > text { fill: var(--ink); }
`;

/** Sorts a table by the column whose title is pressed. Without it all is there, unsorted. */
export const SCRIPT = `
for (const button of document.querySelectorAll('th button')) button.addEventListener('click', () => {
  const head = button.parentElement, row = head.parentElement, body = head.closest('table').tBodies[0];
  const at = [...row.children].indexOf(head), down = head.getAttribute('aria-sort') !== 'descending';
  for (const other of row.children) other.removeAttribute('aria-sort');
  head.setAttribute('aria-sort', down ? 'descending' : 'ascending');
  const key = (line) => { const cell = line.children[at]; return cell.dataset.value === undefined ? cell.textContent : Number(cell.dataset.value); };
  const order = (a, b) => typeof a === 'number' ? b - a : a.localeCompare(b);
  body.append(...[...body.rows].sort((a, b) => order(key(a), key(b)) * (down ? 1 : -1)));
});
`;
