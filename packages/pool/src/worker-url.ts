/** The worker entry: true from `src/` and from `dist/`. */
export const workerUrl: URL = new URL('../dist/worker.js', import.meta.url);
