// `npm run demo -- advice`: what comes of the cure that articles usually give.
import { parse } from '../command/arguments.ts';
import { costOfOneTask } from '../advice/cost.ts';
import { seenFacts } from '../advice/facts.ts';
import { adviceTable } from '../terminal/advice-table.ts';

export const usage = `Usage: npm run demo -- advice [--ci]

Runs the cure that articles usually give, a promise around a worker per task, beside the pool: what
comes of each of the cases that a service meets.

  --ci    JSON lines instead of a table
  --help  this text`;

export async function run(args: readonly string[]): Promise<number> {
  const { values } = parse({
    args: args.slice(1),
    options: { ci: { type: 'boolean' } },
  });
  const seen = [];
  for await (const fact of seenFacts()) {
    seen.push(fact);
    if (values.ci) process.stdout.write(`${JSON.stringify(fact)}\n`);
  }
  const cost = await costOfOneTask();
  process.stdout.write(values.ci ? `${JSON.stringify({ cost })}\n` : adviceTable(seen, cost));
  return 0;
}
