import { once } from 'node:events';
import { availableParallelism, totalmem } from 'node:os';
import type { Registry } from '@watertight/cleanup-registry';
import { catalogue, scenarioNamed, type Scenario } from '../scenarios/catalogue.ts';
import { readAssets } from './http/assets.ts';
import { RequestError } from './http/read-json.ts';
import { DashboardServer } from './http/server.ts';
import { Session } from './session.ts';
import { apply } from './view/apply.ts';
import type { Event, Requests, State } from './view/wire.ts';
import { scenarioView, switchesOf } from './views.ts';

export interface DashboardOptions {
  readonly scenario: Scenario;
  readonly seed: number;
  /** Tasks per second; undefined: as each scenario says. */
  readonly rate: number | undefined;
  /** 0: any that is free. */
  readonly port: number;
}

/** The page and what it shows: one session at a time. Everything belongs to the registry. */
export class Dashboard {
  readonly #options: DashboardOptions;
  readonly #registry: Registry;
  readonly #server: DashboardServer;
  #state: State;
  #scope: Registry | undefined;
  #session: Session | undefined;
  /** Sessions begin one after the other. */
  #turn: Promise<void> = Promise.resolve();

  constructor(options: DashboardOptions, registry: Registry) {
    this.#options = options;
    this.#registry = registry;
    this.#state = this.#stateOf(options.scenario);
    this.#server = new DashboardServer({
      assets: readAssets(),
      state: () => JSON.stringify({ is: 'state', state: this.#state } satisfies Event),
      actions: this.#actions(),
    });
  }

  /** Listens and starts the first session; resolves with the address of the page. */
  async open(): Promise<string> {
    const { http } = this.#server;
    // On loopback only, by number: a name may resolve to something else.
    const listening = once(http.listen(this.#options.port, '127.0.0.1'), 'listening');
    this.#registry.server(http, { name: 'dashboard', deadline: 2000 });
    // Disposed before the server, which waits for its responses to end.
    this.#registry.use(this.#server);
    await listening;
    this.#begin(this.#options.scenario);
    return `http://127.0.0.1:${this.#server.port}/`;
  }

  #actions(): ConstructorParameters<typeof DashboardServer>[0]['actions'] {
    return {
      '/switch': async (body) => {
        const { leak, on } = body as Partial<Requests['/switch']>;
        if (typeof leak !== 'string' || typeof on !== 'boolean') {
          throw new RequestError(400, 'expected {"leak": a name, "on": true or false}');
        }
        await this.#running().throwSwitch(leak, on);
      },
      '/investigate': async () => this.#running().investigate(),
      '/restart': async (body) => {
        const { scenario: name } = body as Partial<Requests['/restart']>;
        const scenario = typeof name === 'string' ? scenarioNamed(name) : undefined;
        if (!scenario) {
          throw new RequestError(
            400,
            `scenario is ${JSON.stringify(name)}; expected one of ` +
              catalogue.map(({ id }) => id).join(', '),
          );
        }
        this.#begin(scenario);
      },
    };
  }

  #running(): Session {
    if (this.#session) return this.#session;
    throw new RequestError(409, 'the services are being started; try again soon');
  }

  /** Ends the session that there is, and starts one of this scenario. */
  #begin(scenario: Scenario): void {
    const { seed } = this.#options;
    this.#session = undefined;
    this.#publish({ is: 'phase', phase: 'ending', status: 'The services are being ended' });
    this.#turn = this.#turn.then(async () => {
      await this.#scope?.dispose();
      if (this.#registry.disposed) return;
      this.#scope = this.#registry.scope(scenario.id);
      this.#publish({ is: 'state', state: this.#stateOf(scenario) });
      const publish = (event: Event): void => this.#publish(event);
      const options = { scenario, seed, rate: this.#rateOf(scenario), publish };
      this.#session = new Session(options, this.#scope);
      // Its end, good or bad, is told by events.
      void this.#session.run();
    });
    this.#turn.catch((error: unknown) => {
      this.#publish({ is: 'phase', phase: 'failed', status: String(error) });
    });
  }

  #publish(event: Event): void {
    this.#state = apply(this.#state, event);
    this.#server.publish(JSON.stringify(event));
  }

  #rateOf(scenario: Scenario): number {
    return this.#options.rate ?? scenario.rate;
  }

  #stateOf(scenario: Scenario): State {
    const cores = availableParallelism();
    return {
      scenario: scenarioView(scenario),
      scenarios: catalogue.map(scenarioView),
      settings: {
        seed: this.#options.seed,
        rate: this.#rateOf(scenario),
        between: scenario.between,
      },
      environment:
        `Node.js ${process.version} on ${process.platform}-${process.arch}, ${cores} cores, ` +
        `${(totalmem() / 1e9).toFixed(0)} GB`,
      phase: 'starting',
      status: 'The same service is being started twice',
      switches: switchesOf(scenario),
      verdicts: { leaky: null, fixed: null },
      marks: [],
      culprits: { leaky: null, fixed: null },
      looks: [],
    };
  }
}
