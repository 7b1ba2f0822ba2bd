// The command: npm run demo.
import { writeFile } from 'node:fs/promises';
import { availableParallelism, totalmem } from 'node:os';
import { resolve } from 'node:path';
import { createRegistry } from '@watertight/cleanup-registry';
import { asInterruption, InterruptionWatch } from './interruption.ts';
import { parseOptions, usage, UsageError, type Options } from './options.ts';
import { reportHtml } from './report/html.ts';
import type { Narrator } from './story/narrator.ts';
import { createRecord, exitCodes, type StoryRecord } from './story/record.ts';
import { Story } from './story/story.ts';
import { JsonLines } from './terminal/json-lines.ts';
import { Live } from './terminal/live.ts';
import { Plain } from './terminal/plain.ts';

async function main(): Promise<number> {
  let options: Options;
  try {
    options = parseOptions(process.argv.slice(2));
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`${error.message}\n\n${usage}\n`);
    return 64;
  }
  if (options.help) {
    process.stdout.write(`${usage}\n`);
    return 0;
  }
  return run(options);
}

async function run(options: Options): Promise<number> {
  const record = createRecord(
    {
      seed: options.seed,
      rate: options.rate,
      settle: 4000,
      between: { tasks: 101, malformed: 7 },
      patience: { observations: 100, seconds: 300 },
    },
    {
      node: process.version,
      v8: process.versions.v8,
      platform: `${process.platform}-${process.arch}`,
      cpus: availableParallelism(),
      memory: totalmem(),
      startedAt: new Date().toISOString(),
    },
  );
  using narrator = createNarrator(options);
  await using registry = createRegistry({ name: 'demo' });
  using interruption = new InterruptionWatch();
  try {
    await Promise.race([new Story(record, narrator, registry).tell(), interruption.happened]);
    await registry.dispose();
    const report = await writeReport(options, record);
    narrator.finished(record, report);
    return exitCodes[record.outcome];
  } catch (error) {
    const interrupt = asInterruption(error);
    if (interrupt) return interrupt.exitCode;
    narrator.note(error instanceof Error ? error.message : String(error));
    return exitCodes.undecided;
  }
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
  const file = resolve(process.env['INIT_CWD'] ?? process.cwd(), options.report);
  await writeFile(file, reportHtml(record));
  return file;
}

process.exitCode = await main();
