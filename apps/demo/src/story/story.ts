import type { Registry } from '@watertight/cleanup-registry';
import type { Verdict } from '@watertight/gc-probe';
import { modes, type Mode } from '../process/mode.ts';
import type { Message } from '../process/protocol.ts';
import { createService } from './create-service.ts';
import { finds, isDecided } from './detection.ts';
import { Comparer, gatherEvidence, type Evidence } from './evidence.ts';
import type { Narrator } from './narrator.ts';
import { decide } from './outcome.ts';
import { labels, latest, type StoryRecord } from './record.ts';
import type { ServiceProcess } from './service-process.ts';
import { judge } from './truth.ts';

/** The whole detective story, act by act. Everything it opens belongs to the registry. */
export class Story {
  readonly #record: StoryRecord;
  readonly #narrator: Narrator;
  readonly #registry: Registry;
  readonly #services = new Map<Mode, ServiceProcess>();
  /** Where the snapshots go, and what else is temporary. */
  readonly #directory: string;
  /** Called at every observation; an act waits by putting its condition here. */
  #onObservation: () => void = () => {};

  constructor(record: StoryRecord, narrator: Narrator, registry: Registry) {
    this.#record = record;
    this.#narrator = narrator;
    this.#registry = registry;
    // Before the services, so that it is removed after they have ended and write no more.
    this.#directory = registry.tempDir({ prefix: 'watertight-demo-', name: 'snapshots' });
  }

  async tell(): Promise<void> {
    const startedAt = performance.now();
    await this.#start();
    await this.#detect();
    if (this.#record.detection || this.#record.scenario.kind === 'control') await this.#identify();
    await this.#prove();
    this.#record.seconds = (performance.now() - startedAt) / 1000;
    Object.assign(this.#record, decide(this.#record));
    this.#narrator.act('done', this.#record);
  }

  /** Act 1: the same service twice, leaky and fixed, each in a process of its own. */
  async #start(): Promise<void> {
    this.#narrator.act('start', this.#record);
    const { scenario, settings } = this.#record;
    for (const mode of modes) {
      const service = createService(scenario, settings, mode, this.#directory, (message) =>
        this.#heard(mode, message),
      );
      this.#services.set(mode, this.#registry.use(service));
    }
    // Registered last, so it comes first: after an interruption both finish at the same time.
    this.#registry.defer(() => this.#both((service) => service.retire()), { name: 'at work' });
    await this.#both((service) => service.next('ready'));
  }

  /** Acts 2 and 3: load on both, until the leaky one is called a leak. */
  async #detect(): Promise<void> {
    this.#narrator.act('load', this.#record);
    const { services, settings } = this.#record;
    if (settings.round === undefined) await this.#underLoad();
    else await this.#inRounds(settings.round);
    const verdict = this.#takeVerdict('leaky');
    const found = services.leaky.observations.find((each) => finds(this.#record, each));
    if (!verdict || !found) return void this.#takeVerdict('fixed');
    this.#record.detection = {
      seconds: found.seconds,
      tasks: found.figures.done,
      first: verdict.verdict === 'leak' ? (verdict.first?.signal ?? 'unknown') : 'workers',
      signals: verdict.signals.filter((signal) => signal.verdict === 'leak'),
    };
    this.#narrator.act('detect', this.#record);
  }

  /** Arrivals by the schedule, and looks by the clock, until both services are decided upon. */
  async #underLoad(): Promise<void> {
    const decided = this.#until(() => isDecided(this.#record));
    await this.#both(async (service) => service.send({ do: 'load' }));
    await decided;
  }

  /** The same number of tasks before every look, on both services, whatever time that takes. */
  async #inRounds(tasks: number): Promise<void> {
    while (!isDecided(this.#record)) {
      await this.#both((service) => service.ask({ do: 'round', tasks }, 'rounded'));
    }
  }

  /**
   * Acts 4 and 5: two snapshots of every isolate, a prime number of tasks between, compared. The
   * fixed service stays under load until its turn comes: the longer, the better its verdict.
   */
  async #identify(): Promise<void> {
    this.#narrator.act('snapshot', this.#record);
    const comparer = new Comparer(this.#registry);
    const comparing: Promise<void>[] = [];
    for (const mode of modes) {
      const evidence = await this.#gather(mode);
      if (!evidence) break;
      // The comparison of the first pair runs while the second is taken.
      if (comparing.length === 0) this.#narrator.act('compare', this.#record);
      const compared = comparer
        .compare(evidence)
        .then((found) => void Object.assign(this.#record.services[mode], found));
      // Awaited below; until then its failure must not count as unhandled.
      compared.catch(() => {});
      comparing.push(compared);
    }
    await Promise.all(comparing);
    if (comparing.length === modes.length) {
      const { suspects, growing } = this.#record.services.leaky;
      this.#record.judgement = judge(suspects, this.#record.scenario.planted, growing);
    }
  }

  async #gather(mode: Mode): Promise<Evidence | undefined> {
    const service = this.#service(mode);
    await service.ask({ do: 'pause' }, 'paused');
    this.#takeVerdict(mode);
    const known = this.#record.services[mode];
    known.snapshotsAt = latest(known)?.seconds ?? 0;
    const { between } = this.#record.settings;
    const evidence = await gatherEvidence(service, this.#directory, between);
    if (evidence) {
      const { task: tasks, failure: failures } = evidence.counts;
      this.#record.between ??= { tasks, failures };
    }
    return evidence;
  }

  /** Act 6: the fixed one is flat, and leaves nothing behind. */
  async #prove(): Promise<void> {
    this.#narrator.act('prove', this.#record);
    await this.#both(async (service) => {
      const { residue } = await service.ask({ do: 'stop' }, 'stopped');
      const known = this.#record.services[service.mode];
      known.residue = residue;
      known.ending = await service.letGo();
    });
  }

  #takeVerdict(mode: Mode): Verdict | undefined {
    const service = this.#record.services[mode];
    service.verdict ??= latest(service)?.verdict;
    return service.verdict;
  }

  #service(mode: Mode): ServiceProcess {
    return this.#services.get(mode) as ServiceProcess;
  }

  async #both<T>(work: (service: ServiceProcess) => Promise<T>): Promise<[T, T]> {
    const [leaky, fixed] = modes.map((mode) => work(this.#service(mode)));
    return Promise.all([leaky as Promise<T>, fixed as Promise<T>]);
  }

  /** Resolves when the condition holds at an observation. Rejects when a service fails first. */
  async #until(holds: () => boolean): Promise<void> {
    const held = new Promise<void>((resolve) => {
      this.#onObservation = () => {
        if (holds()) resolve();
      };
    });
    const failed = modes.map((mode) => this.#service(mode).next('fault'));
    try {
      await Promise.race([held, ...failed]);
    } finally {
      this.#onObservation = () => {};
    }
  }

  #heard(mode: Mode, message: Message): void {
    const service = this.#record.services[mode];
    if (message.is === 'observation') {
      service.observations.push(message.observation);
      this.#narrator.observed(mode, message.observation, this.#record);
      this.#onObservation();
    } else if (message.is === 'refused') {
      this.#record.refused = message.reason;
      this.#narrator.note(`${labels(this.#record)[mode]}: snapshot refused: ${message.reason}`);
    } else if (message.is === 'warning') {
      service.warnings.push(`${message.name}: ${message.message}`);
      this.#narrator.note(`${labels(this.#record)[mode]}: Node.js itself warns: ${message.name}`);
    }
  }
}
