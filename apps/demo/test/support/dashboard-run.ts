import { apply } from '../../src/dashboard/view/apply.ts';
import type { Event, Requests, State } from '../../src/dashboard/view/wire.ts';
import { DemoRun } from './run-demo.ts';
import { emptyState } from './dashboard-state.ts';

/** The built demo as a dashboard, and what its stream of events says. */
export class DashboardRun extends DemoRun {
  url = '';
  state: State = emptyState();
  readonly #stream = new AbortController();
  readonly #waiting = new Set<{ holds: (state: State) => boolean; wake: (state: State) => void }>();

  static async start(...args: string[]): Promise<DashboardRun> {
    const run = new DashboardRun(['--dashboard', ...args]);
    await run.line(({ text }) => typeof text === 'string' && text.startsWith('Dashboard: '));
    const [line] = run.lines;
    run.url = /http:\S+/.exec(String(line?.['text']))?.[0] ?? '';
    if (!run.url) throw new Error(`the dashboard said no address; stderr: ${run.stderr}`);
    return run;
  }

  /** Listens to the events from now on. */
  async listen(): Promise<void> {
    const { body } = await fetch(`${this.url}events`, { signal: this.#stream.signal });
    void this.#read(body!).catch(() => {});
    await this.until(({ environment }) => environment !== 'Node.js');
  }

  /**
   * Resolves with the first state in which the condition holds, be it for one event of many that came together;
   * rejects when the run is over before.
   */
  async until(holds: (state: State) => boolean): Promise<State> {
    if (holds(this.state)) return this.state;
    const over = this.ended.then((code) => {
      throw new Error(`it ended with ${code}: ${this.stderr}`);
    });
    const seen = new Promise<State>((wake) => this.#waiting.add({ holds, wake }));
    try {
      return await Promise.race([seen, over]);
    } finally {
      // Nobody awaits it any more.
      over.catch(() => {});
    }
  }

  /** Asks as the page does; resolves with the status and what was said. */
  async post<P extends keyof Requests>(path: P, body: Requests[P]): Promise<[number, string]> {
    const response = await fetch(new URL(path, this.url), {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        origin: new URL(this.url).origin,
        // Kept ones are closed after some seconds, perhaps under the next request.
        connection: 'close',
      },
      body: JSON.stringify(body),
    });
    return [response.status, await response.text()];
  }

  override [Symbol.dispose](): void {
    this.#stream.abort();
    super[Symbol.dispose]();
  }

  async #read(body: ReadableStream<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder();
    let text = '';
    for await (const chunk of body as unknown as AsyncIterable<Uint8Array>) {
      text += decoder.decode(chunk, { stream: true });
      for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
        const data = text
          .slice(0, end)
          .split('\n')
          .find((line) => line.startsWith('data: '));
        text = text.slice(end + 2);
        if (!data) continue;
        this.state = apply(this.state, JSON.parse(data.slice(6)) as Event);
        for (const one of this.#waiting) {
          if (!one.holds(this.state)) continue;
          this.#waiting.delete(one);
          one.wake(this.state);
        }
      }
    }
  }
}
