import { readBudget, type Budget } from '../compare/budget.ts';
import { readCountArguments, wholeNumber, type CountArguments } from './arguments.ts';
import { readJson } from './read-json.ts';

/** Options of every command that compares. */
export const REPORT_OPTIONS = {
  tasks: { type: 'string' },
  count: { type: 'string', multiple: true },
  json: { type: 'string' },
  markdown: { type: 'string' },
  html: { type: 'string' },
  budget: { type: 'string' },
  top: { type: 'string' },
} as const;

interface ReportValues {
  tasks?: string | undefined;
  count?: string[] | undefined;
  budget?: string | undefined;
  top?: string | undefined;
}

export interface ReportArguments extends CountArguments {
  budget: Budget | undefined;
  /** Rows per table. */
  top: number;
}

/** @throws {UsageError} before anything else is done */
export async function readReportArguments(values: ReportValues): Promise<ReportArguments> {
  const { budget } = values;
  return {
    ...readCountArguments(values.tasks, values.count),
    top: wholeNumber('--top', values.top ?? '20'),
    budget: budget === undefined ? undefined : readBudget(await readJson('--budget', budget)),
  };
}
