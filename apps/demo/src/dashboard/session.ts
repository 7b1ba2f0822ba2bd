import type { Registry } from '@watertight/cleanup-registry';
import { modes, type Mode } from '../process/mode.ts';
import type { Message, Observation } from '../process/protocol.ts';
import type { Scenario } from '../scenarios/catalogue.ts';
import { createService } from '../story/create-service.ts';
import { Comparer, gatherEvidence } from '../story/evidence.ts';
import type { ServiceProcess } from '../story/service-process.ts';
import { RequestError } from './http/read-json.ts';
import { overload } from './overload.ts';
import { culpritsOf, lookOf, switchesOf, verdictOf } from './views.ts';
import type { Event, MarkKind, Phase, VerdictKind } from './view/wire.ts';

export interface SessionOptions {
  readonly scenario: Scenario;
  readonly seed: number;
  readonly rate: number;
  readonly publish: (event: Event) => void;
}

/** Looks at the fixed service after which its missing verdict is not waited for any more. */
const enoughLooks = 40;

/** Both services of one scenario under load, and the detective on them, until the registry ends it. */
export class Session {
  readonly #options: SessionOptions;
  readonly #registry: Registry;
  readonly #services = new Map<Mode, ServiceProcess>();
  readonly #comparer: Comparer;
  readonly #directory: string;
  readonly #startedAt = performance.now();
  readonly #verdicts: Record<Mode, VerdictKind> = { leaky: 'insufficient', fixed: 'insufficient' };
  readonly #looks: Record<Mode, number> = { leaky: 0, fixed: 0 };
  readonly #on = new Map<string, boolean>();
  /** Switches are thrown one after the other. */
  #throwing: Promise<unknown> = Promise.resolve();
  #investigating = false;
  /** Snapshots of the leaky service are being taken: it must not change between them. */
  #gathering = false;
  #investigated = false;
  #held = false;
  #ended = false;

  constructor(options: SessionOptions, registry: Registry) {
    this.#options = options;
    this.#registry = registry;
    // First, so that it is removed after the services have ended and write no more.
    this.#directory = registry.tempDir({ prefix: 'watertight-demo-' });
    this.#comparer = new Comparer(registry);
    for (const { leak, on } of switchesOf(options.scenario)) this.#on.set(leak, on);
  }

  /** Starts both services and their load. Fails, visibly and without rejecting, when one fails. */
  async run(): Promise<void> {
    try {
      const { scenario, seed, rate } = this.#options;
      const { settle } = scenario;
      for (const mode of modes) {
        const service = createService(
          scenario,
          { seed, rate, settle },
          mode,
          this.#directory,
          (message) => this.#heard(mode, message),
        );
        this.#services.set(mode, this.#registry.use(service));
      }
      // Registered last, so it comes first: what is under way is finished, then the processes end.
      this.#registry.defer(() => this.#stop(), { name: 'services at work' });
      await Promise.all(this.#each((service) => service.next('ready')));
      for (const service of this.#services.values()) service.send({ do: 'load' });
      this.#phase('watching', 'Both services are under the same load');
      await Promise.race(this.#each((service) => service.next('fault')));
    } catch (error) {
      this.#failed(error);
    }
  }

  /** Plants or cures a leak of the leaky service. */
  async throwSwitch(leak: string, on: boolean): Promise<void> {
    const { scenario } = this.#options;
    const known = scenario.leaks.find((each) => each === leak);
    if (!known) {
      throw new RequestError(
        400,
        `leak is ${JSON.stringify(leak)}; expected one of ${scenario.leaks.join(', ')}`,
      );
    }
    this.#checkFree();
    if (this.#on.get(known) === on) return;
    const thrown = this.#throwing.then(async () => {
      await this.#service('leaky').ask({ do: 'switch', leak: known, on }, 'switched');
      this.#on.set(known, on);
      this.#publish({ is: 'switch', leak, on });
      this.#mark(on ? 'planted' : 'cured', 'leaky', `${on ? 'Planted' : 'Cured'}: ${leak}`);
      // What was found before is not what is there now.
      if (on) this.#investigated = false;
      if (this.#held && !this.#leaks()) this.#resume();
    });
    this.#throwing = thrown.catch(() => {});
    return thrown;
  }

  /** Takes snapshots of both services and names what grows, whatever the verdicts are. */
  investigate(): void {
    if (this.#investigating) throw new RequestError(409, 'the detective is at work already');
    this.#investigating = true;
    this.#investigated = true;
    this.#investigateBoth()
      .catch((error: unknown) => this.#failed(error))
      .finally(() => {
        this.#investigating = false;
      });
  }

  async #investigateBoth(): Promise<void> {
    const { scenario } = this.#options;
    for (const side of modes) this.#publish({ is: 'culprits', side, culprits: null });
    const comparing: Promise<void>[] = [];
    for (const mode of modes) {
      const { tasks, malformed } = scenario.between;
      this.#phase(
        'gathering',
        `Snapshots of every thread of the ${mode} service, ${tasks} tasks ` +
          `(${malformed} of them failing) between the two`,
      );
      this.#gathering = mode === 'leaky';
      await this.#throwing;
      const service = this.#service(mode);
      await service.ask({ do: 'pause' }, 'paused');
      this.#mark('snapshot', mode, `Snapshots of the ${mode} service`);
      const evidence = await gatherEvidence(service, this.#directory, scenario.between);
      // Taking snapshots costs memory: the verdict begins anew when the load does.
      if (!this.#held) service.send({ do: 'load' });
      this.#gathering = false;
      if (!evidence) continue;
      const planted = mode === 'leaky' ? scenario.planted.filter(({ id }) => this.#on.get(id)) : [];
      const compared = this.#comparer.compare(evidence).then(({ suspects, growing }) => {
        const culprits = culpritsOf(mode, suspects, growing, planted);
        this.#publish({ is: 'culprits', side: mode, culprits });
        const names = culprits.map(({ name, count }) => `${name}, ${count}`).join('; ');
        this.#mark('named', mode, `Named in the ${mode} service: ${names || 'nobody'}`);
      });
      // Awaited below; until then its failure must not count as unhandled.
      compared.catch(() => {});
      comparing.push(compared);
    }
    this.#phase('comparing', 'Comparing the snapshots: what grew by a multiple of the tasks?');
    await Promise.all(comparing);
    if (this.#held) this.#phase('held', 'The load is held');
    else this.#phase('watching', 'Both services are under load again; the verdicts begin anew');
  }

  #heard(mode: Mode, message: Message): void {
    if (this.#ended) return;
    if (message.is === 'observation') this.#observed(mode, message.observation);
    else if (message.is === 'refused') {
      this.#mark('note', mode, `Snapshot of the ${mode} service refused: ${message.reason}`);
    } else if (message.is === 'warning') {
      this.#mark(
        'note',
        mode,
        `Node.js itself warns of the ${mode} service: ${firstSentence(message.message)}`,
      );
    }
  }

  #observed(mode: Mode, observation: Observation): void {
    const at = this.#now();
    this.#looks[mode] += 1;
    this.#publish({ is: 'look', look: lookOf(mode, at, observation) });
    const verdict = verdictOf(at, observation, observation.verdict);
    if (verdict.kind !== this.#verdicts[mode] || this.#looks[mode] === 1) {
      this.#verdicts[mode] = verdict.kind;
      this.#publish({ is: 'verdict', side: mode, verdict });
      if (verdict.kind !== 'insufficient') {
        const signal = verdict.signal ? `; first signal: ${verdict.signal}` : '';
        this.#mark(
          verdict.kind,
          mode,
          `The ${mode} service is called ${verdict.kind} after ${verdict.tasks} tasks${signal}`,
        );
      }
    }
    if (mode === 'fixed') return;
    this.#guard(observation);
    this.#considerInvestigating(observation);
  }

  /** The story goes on by itself: once a leak (or a control) is decided upon, the detective comes. */
  #considerInvestigating({ sample }: Observation): void {
    if (this.#investigated || this.#investigating || this.#held) return;
    const { maxWorkers = Infinity, kind } = this.#options.scenario;
    const { leaky, fixed } = this.#verdicts;
    const found = leaky === 'leak' || sample.workers > maxWorkers;
    if (!found && !(kind === 'control' && leaky === 'stable')) return;
    if (fixed !== 'insufficient' || this.#looks.fixed > enoughLooks) this.investigate();
  }

  #guard({ sample }: Observation): void {
    if (this.#held || this.#investigating || !this.#leaks()) return;
    const over = overload(sample);
    if (over === undefined) return;
    this.#held = true;
    for (const service of this.#services.values()) service.send({ do: 'pause' });
    const text = `The leaky service has ${over}: the load is held until its leaks are cured`;
    this.#mark('held', 'leaky', text);
    this.#phase('held', text);
  }

  #resume(): void {
    this.#held = false;
    for (const service of this.#services.values()) service.send({ do: 'load' });
    this.#phase('watching', 'Both services are under load again');
  }

  #leaks(): boolean {
    return [...this.#on.values()].some(Boolean);
  }

  #checkFree(): void {
    if (!this.#gathering) return;
    throw new RequestError(409, 'snapshots of the leaky service are being taken; try again soon');
  }

  /** Lets tasks in flight finish and both services tidy up at the same time; what is late is killed. */
  async #stop(): Promise<void> {
    this.#ended = true;
    await Promise.all(this.#each((service) => service.retire()));
  }

  #failed(error: unknown): void {
    if (this.#ended) return;
    const text = error instanceof Error ? error.message : String(error);
    this.#mark('note', null, text);
    this.#phase('failed', text);
  }

  #each<T>(work: (service: ServiceProcess) => Promise<T>): Promise<T>[] {
    return [...this.#services.values()].map(work);
  }

  #service(mode: Mode): ServiceProcess {
    const service = this.#services.get(mode);
    if (!service) throw new RequestError(409, 'the services are still starting');
    return service;
  }

  #now(): number {
    return (performance.now() - this.#startedAt) / 1000;
  }

  #mark(kind: MarkKind, side: Mode | null, text: string): void {
    this.#publish({ is: 'mark', mark: { at: this.#now(), side, kind, text } });
  }

  #phase(phase: Phase, status: string): void {
    this.#publish({ is: 'phase', phase, status });
  }

  /** What comes after the end is no news of the session that comes next. */
  #publish(event: Event): void {
    if (!this.#ended) this.#options.publish(event);
  }
}

const firstSentence = (text: string): string => text.split('. ')[0] ?? text;
