// The mode without a name: a scenario, told as a story.
import { writeFile } from 'node:fs/promises';
import { join, parse, resolve } from 'node:path';
import { createRegistry } from '@watertight/cleanup-registry';
import { currentEnvironment } from '../command/environment.ts';
import { fixesOf } from '../fixes/fix.ts';
import { asInterruption, InterruptionWatch } from '../interruption.ts';
import { parseOptions, usage, type Options } from './story-options.ts';
import { reportHtml } from '../report/html.ts';
import { settleOfRounds } from '../process/rounds.ts';
import { scenarioList, type Scenario } from '../scenarios/catalogue.ts';
import type { Narrator } from '../story/narrator.ts';
import { createRecord, exitCodes, worstOf, type StoryRecord } from '../story/record.ts';
import { Story } from '../story/story.ts';
import { JsonLines } from '../terminal/json-lines.ts';
import { Live } from '../terminal/live.ts';
import { Plain } from '../terminal/plain.ts';

export { usage };

export async function run(args: readonly string[]): Promise<number> {
  const options = parseOptions(args);
  if (options.list) {
    process.stdout.write(scenarioList());
    return 0;
  }
  return tellAll(options);
}

async function tellAll(options: Options): Promise<number> {
  using narrator = createNarrator(options);
  using interruption = new InterruptionWatch();
  const records: StoryRecord[] = [];
  try {
    for (const scenario of options.scenarios) {
      const record = recordFor(scenario, options);
      records.push(record);
      await tell(record, narrator, interruption);
      const report = await writeReport(options, record);
      narrator.finished(record, report);
    }
    if (records.length > 1) narrator.finishedAll(records);
    return worstOf(records);
  } catch (error) {
    const interrupt = asInterruption(error);
    if (interrupt) return interrupt.exitCode;
    narrator.note(error instanceof Error ? error.message : String(error));
    return exitCodes.undecided;
  }
}

/** One run of the story. Whatever happens, nothing of it is left. */
async function tell(
  record: StoryRecord,
  narrator: Narrator,
  interruption: InterruptionWatch,
): Promise<void> {
  await using registry = createRegistry({ name: record.scenario.id });
  await Promise.race([new Story(record, narrator, registry).tell(), interruption.happened]);
}

function recordFor(scenario: Scenario, { seed, rate, quick }: Options): StoryRecord {
  const settings = {
    seed,
    rate: rate ?? scenario.rate,
    round: quick ? scenario.round : undefined,
    settle: quick ? settleOfRounds : scenario.settle,
    between: scenario.between,
    patience: { observations: 100, seconds: quick ? 3600 : 300 },
  };
  return createRecord(scenario, settings, currentEnvironment(), fixesOf(scenario.id));
}

function createNarrator(options: Options): Narrator {
  const write = (text: string): void => void process.stdout.write(text);
  // A pipe that closes early is no reason to leave processes behind; the story goes on unseen.
  process.stdout.on('error', () => {});
  if (options.ci) return new JsonLines(write);
  return process.stdout.isTTY ? new Live(write) : new Plain(write);
}

/** npm runs scripts in the folder of package.json; INIT_CWD is where the person stands. */
async function writeReport(options: Options, record: StoryRecord): Promise<string> {
  let file = resolve(process.env['INIT_CWD'] ?? process.cwd(), options.report);
  // One report a scenario: `report.html` becomes `report-lru-cache.html` when there are several.
  if (options.scenarios.length > 1) {
    const { dir, name, ext } = parse(file);
    file = join(dir, `${name}-${record.scenario.id}${ext}`);
  }
  await writeFile(file, reportHtml(record));
  return file;
}
