// Writes two snapshots of a page in Chrome, with DOM that is attached, detached and held by scripts.
//   node chrome-heap.mjs BASE TARGET          CHROME=/path/to/chrome, else chromium from the PATH
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { chromium } from 'playwright-core';

const PAGE = `<!doctype html><title>leaky page</title><div id="root"></div><script>
class Widget {
  constructor(id) {
    this.id = id;
    this.element = document.createElement('div');
    this.element.className = 'widget';
    this.element.innerHTML = '<p>text ' + id + '</p><a href="#' + id + '">link</a><svg><circle r="3"/></svg>';
    this.element.addEventListener('click', () => this.id++);
  }
}
const widgets = new Map(), notes = new WeakMap();
globalThis.grow = (from, to) => {
  for (let id = from; id < to; id++) {
    const widget = new Widget(id);
    widgets.set(id, widget);
    notes.set(widget, { note: 'note ' + id, at: id });
    document.getElementById('root').append(widget.element);
    if (id % 3 === 0) widget.element.remove();
    if (id % 5 === 0) widgets.delete(id);
  }
};
globalThis.frame = document.createElement('iframe');
document.body.append(frame);
frame.contentDocument.body.innerHTML = '<table><tr><td>cell</td></tr></table>';
grow(0, 300);
</script>`;

/** Takes a snapshot through the debugging protocol, straight to a file. */
async function capture(session, file) {
  const out = createWriteStream(file);
  const write = ({ chunk }) => out.write(chunk);
  session.on('HeapProfiler.addHeapSnapshotChunk', write);
  await session.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false });
  session.off('HeapProfiler.addHeapSnapshotChunk', write);
  await finished(out.end());
}

export async function writeChromeSnapshots(base, target) {
  const browser = await chromium.launch({
    executablePath: process.env.CHROME ?? '/usr/bin/chromium',
    args: ['--no-sandbox'],
  });
  try {
    const page = await browser.newPage();
    await page.setContent(PAGE);
    const session = await page.context().newCDPSession(page);
    await session.send('HeapProfiler.enable');
    await capture(session, base);
    await page.evaluate('grow(300, 401); frame.remove();');
    await capture(session, target);
    return browser.version();
  } finally {
    await browser.close();
  }
}

if (process.argv[1]?.endsWith('chrome-heap.mjs')) {
  console.log(await writeChromeSnapshots(process.argv[2], process.argv[3]));
}
