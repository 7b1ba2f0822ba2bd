import { readFileSync } from 'node:fs';
import { pageHtml } from '../page-html.ts';
import type { Asset } from './server.ts';

/** The page's own files, read once: what is built beside this, uPlot in it. */
export function readAssets(): Record<string, Asset> {
  const built = (name: string): Buffer => readFileSync(new URL(name, import.meta.url));
  return {
    '/': { type: 'text/html; charset=utf-8', body: pageHtml() },
    '/page.js': { type: 'text/javascript; charset=utf-8', body: built('./dashboard-page.js') },
    '/page.css': { type: 'text/css; charset=utf-8', body: built('./dashboard-page.css') },
    '/icon.svg': { type: 'image/svg+xml', body: icon },
  };
}

const icon =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><path fill="#1a7f4b" ' +
  'd="M8 1c3 4 5 6 5 9a5 5 0 0 1-10 0c0-3 2-5 5-9z"/></svg>';
