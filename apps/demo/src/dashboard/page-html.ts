import { plots } from './view/plots.ts';

/** The page before anything is known: everything in it is filled by its script. */
export function pageHtml(): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Watertight: live</title>
<link rel="icon" href="/icon.svg">
<link rel="stylesheet" href="/page.css">
<script type="module" src="/page.js"></script>
</head>
<body>
<a class="skip" href="#main">Skip to the dashboard</a>
<header>
<div class="brand"><h1>Watertight <span>live</span></h1>
<p id="connection" class="pill" data-state="waiting">connecting</p></div>
<p id="title" class="lead">The same service twice, once leaking</p>
<p id="environment" class="soft"></p>
</header>
<main id="main" tabindex="-1">
<noscript><p class="card">This page draws with a script of its own; allow it to see anything.</p></noscript>
<section aria-labelledby="now-title" class="card now">
<h2 id="now-title">The story</h2>
<ol id="steps" class="steps"></ol>
<p id="status"></p>
<div class="controls">
<button type="button" id="investigate">Find the culprit now</button>
<form id="restart"><label for="scenario">Scenario</label>
<select id="scenario"></select>
<button type="submit">Start</button></form>
</div>
<p id="live" class="live" role="status" aria-live="polite"></p>
<p id="problem" class="problem" role="alert"></p>
</section>
<section aria-labelledby="verdicts-title">
<h2 id="verdicts-title">Verdicts</h2>
<div class="pair" id="verdicts"></div>
</section>
<section aria-labelledby="switches-title">
<h2 id="switches-title">Leaks of the <span id="switches-side">leaky</span> service</h2>
<p class="soft">Each switch holds for every thread at once, while the service runs. Cured, nothing more
leaks; what has leaked stays until the service ends.</p>
<ul id="switches" class="switches"></ul>
</section>
<section aria-labelledby="plots-title">
<h2 id="plots-title">Leaky beside fixed</h2>
<p class="key" id="key"></p>
<div class="plots">
${plots.map(figure).join('\n')}
</div>
</section>
<section aria-labelledby="culprits-title">
<h2 id="culprits-title">The culprits</h2>
<div id="culprits"></div>
</section>
<section aria-labelledby="log-title">
<h2 id="log-title">What happened</h2>
<ol id="log" class="log" tabindex="0" aria-labelledby="log-title"></ol>
</section>
</main>
</body>
</html>
`;
}

/** The canvas says nothing to a screen reader: the figure has a sentence and a table as well. */
const figure = ({ id, title, note }: (typeof plots)[number]): string =>
  `<figure class="card" id="plot-${id}" aria-labelledby="plot-${id}-title">
<figcaption id="plot-${id}-title">${title} <span class="soft">${note}</span></figcaption>
<p class="now-values"></p>
<div class="canvas" role="img"></div>
<details><summary>As a table<span class="hidden">: ${title}</span></summary><div class="scroll" tabindex="0" role="region" aria-label="${title}, table"></div></details>
</figure>`;
