import type { Registry } from '@watertight/cleanup-registry';
import type { Message } from '../process/protocol.ts';
import { scenarioNamed, type Scenario } from '../scenarios/catalogue.ts';
import { Comparer, gatherEvidence } from '../story/evidence.ts';
import { ServiceProcess } from '../story/service-process.ts';
import type { TrialNarrator } from './trial-narrator.ts';
import type { TrialRecord } from './trial-record.ts';

/** One service alone, in a process of its own. Everything it opens belongs to the registry. */
export class Trial {
  readonly #record: TrialRecord;
  readonly #narrator: TrialNarrator;
  readonly #registry: Registry;
  readonly #service: ServiceProcess;
  /** Where the snapshots go; removed after the service has ended and writes no more. */
  readonly #directory: string;
  /** Seconds until the last arrival, and until all was over, once it is. */
  #exhausted: { readonly arriving: number; readonly seconds: number } | undefined;
  #onMessage: () => void = () => {};
  #retired = false;

  constructor(record: TrialRecord, narrator: TrialNarrator, registry: Registry) {
    this.#record = record;
    this.#narrator = narrator;
    this.#registry = registry;
    this.#directory = registry.tempDir({ prefix: 'watertight-demo-' });
    const { scenario, mode } = record.settings;
    this.#service = registry.use(
      new ServiceProcess({
        ...record.settings,
        name: 'service',
        // Where no scenario is asked for none is planted: what leaks there is not ours.
        leaks: mode === 'leaky' ? (scenarioNamed(scenario)?.leaks ?? []) : [],
        directory: this.#directory,
        onMessage: (message) => this.#heard(message),
      }),
    );
  }

  /** Resolves with the port, where the service has one. */
  async ready(): Promise<number | undefined> {
    return (await this.#service.next('ready')).port;
  }

  /** Puts the service under load until the condition holds, or the last task has come. */
  async load(until: () => boolean = () => false): Promise<void> {
    const held = new Promise<void>((resolve) => {
      this.#onMessage = () => {
        if (this.#exhausted || until()) resolve();
      };
    });
    this.#goOn();
    this.#service.send({ do: 'load' });
    try {
      await Promise.race([held, this.#service.next('fault')]);
    } finally {
      this.#onMessage = () => {};
    }
    await this.rest();
  }

  /** So many tasks (by so many clients, or at once), then a look, until the condition holds: the evidence sets the pace. */
  async rounds(tasks: () => number, until: () => boolean, clients?: number): Promise<void> {
    do {
      this.#goOn();
      await this.#service.ask({ do: 'round', tasks: tasks(), clients }, 'rounded');
    } while (!until());
    await this.rest();
  }

  /** Warms up a service whose tasks come from elsewhere, and starts looking at it. */
  async watch(): Promise<void> {
    // No request may come before: it would be counted with the warm-up.
    await this.#service.ask({ do: 'load' }, 'calibrated');
  }

  /** Stops the load and waits until nothing is under way. */
  async rest(): Promise<void> {
    this.#goOn();
    const { seconds, figures } = await this.#service.ask({ do: 'pause' }, 'paused');
    this.#record.load = { ...(this.#exhausted ?? { arriving: seconds, seconds }), figures };
    this.#record.verdict = this.#record.observations.at(-1)?.verdict;
  }

  /** Two snapshots of every isolate, a prime number of tasks between: which classes grew by k each? */
  async identify(between: Scenario['between']): Promise<void> {
    this.#goOn();
    const evidence = await gatherEvidence(this.#service, this.#directory, between);
    if (!evidence) return;
    this.#record.between = { tasks: evidence.counts.task, failures: evidence.counts.failure };
    this.#narrator.note('Comparing the snapshots: which classes grew by a multiple of the tasks?');
    Object.assign(this.#record, await new Comparer(this.#registry).compare(evidence));
  }

  /** Disposes of the service and sees what it leaves. */
  async finish(): Promise<void> {
    this.#goOn();
    const { residue } = await this.#service.ask({ do: 'stop' }, 'stopped');
    this.#record.residue = residue;
    this.#record.ending = await this.#service.letGo();
  }

  /** After an interruption: what is in flight finishes, if it can in time; nothing else begins. */
  retire(): Promise<void> {
    this.#retired = true;
    return this.#service.retire();
  }

  /** The work of a trial may still be under way when it is interrupted: here it ends. */
  #goOn(): void {
    if (this.#retired) throw new Error('the trial was interrupted');
  }

  #heard(message: Message): void {
    const record = this.#record;
    switch (message.is) {
      case 'observation':
        record.observations.push(message.observation);
        this.#narrator.observed(message.observation, record);
        break;
      case 'calibrated':
        record.calibrated = message;
        if (!record.settings.warm) {
          this.#narrator.note(`It bears ${message.rate} tasks/s with ease: that is its load`);
        }
        break;
      case 'exhausted':
        this.#exhausted = { arriving: message.arriving, seconds: message.seconds };
        break;
      case 'drained':
        record.load = {
          arriving: message.seconds,
          seconds: message.seconds,
          figures: message.figures,
        };
        break;
      case 'refused':
        record.refused = message.reason;
        break;
      case 'warning':
        record.warnings.push(`${message.name}: ${message.message}`);
        this.#narrator.note(`Node.js itself warns: ${message.name}`);
        break;
      default:
    }
    this.#onMessage();
  }
}
