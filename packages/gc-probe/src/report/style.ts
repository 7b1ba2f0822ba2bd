/** The look of the report. Colours keep a contrast of 3 to 1 and more on both grounds. */
export const STYLE: string = `
:root{color-scheme:light dark;--bg:#fff;--fg:#1c1f24;--dim:#5c6670;--grid:#e3e6ea;--floor:#1864ab;--used:#8fa3b5;--external:#b35900;--trend:#c2255c;--pause:#5f3dc4;--rest:#5c6670;--leak:#c92a2a;--suspect:#b35900;--stable:#2b8a3e;--insufficient:#5c6670}
@media(prefers-color-scheme:dark){:root{--bg:#16181c;--fg:#e6e9ed;--dim:#9aa5b1;--grid:#2b3037;--floor:#4dabf7;--used:#75869a;--external:#ffa94d;--trend:#f783ac;--pause:#b197fc;--rest:#9aa5b1;--leak:#ff6b6b;--suspect:#ffa94d;--stable:#69db7c;--insufficient:#9aa5b1}}
body{background:var(--bg);color:var(--fg);font:15px/1.5 system-ui,sans-serif;max-width:1000px;margin:1.5rem auto;padding:0 1rem}
h1{font-size:1.3rem;overflow-wrap:anywhere}.facts,.tick,small{color:var(--dim)}
.badge{border:1.5px solid;border-radius:.4em;padding:0 .45em;font-size:.9em}
.leak{color:var(--leak)}.suspect{color:var(--suspect)}.stable{color:var(--stable)}.insufficient{color:var(--insufficient)}.snapshot{color:var(--pause)}
figure{margin:0 0 .6rem}figcaption{font-weight:600}figcaption span{font-weight:400;font-size:.87em;margin-left:.7em}
span.floor::before,span.used::before,span.external::before,span.trend::before,span.pause::before,span.rest::before{content:'— '}
span.floor{color:var(--floor)}span.used{color:var(--used)}span.external{color:var(--external)}span.trend{color:var(--trend)}span.pause{color:var(--pause)}span.rest{color:var(--rest)}
svg{width:100%;height:auto;display:block}.tick{font-size:11px;fill:var(--dim)}.grid{stroke:var(--grid)}
.line{fill:none;stroke-width:1.6}.line.floor,.line.trend{stroke-width:2.2}.line.trend{stroke-dasharray:7 4}
.line.floor{stroke:var(--floor)}.line.used{stroke:var(--used)}.line.external{stroke:var(--external)}.line.trend{stroke:var(--trend)}.line.rest{stroke:var(--rest)}.bars{stroke:var(--pause);stroke-width:1.5}
.mark{stroke-width:1.5;stroke-dasharray:2 3;stroke:currentColor}
.marks{display:flex;flex-wrap:wrap;gap:.2rem 1.4rem;padding:0;list-style:none}
table{border-collapse:collapse;width:100%;font-size:.87em}th,td{text-align:left;padding:.25rem .6rem .25rem 0;border-bottom:1px solid var(--grid);vertical-align:top}
`.trim();
