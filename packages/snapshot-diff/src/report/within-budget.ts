import { notAllowed, overrunsOf, type Budget } from '../compare/budget.ts';
import type { ReportInput } from './document.ts';

/** A comparison with what a budget says of it: classes that it allows are no suspects any more. */
export function withinBudget<I extends ReportInput>(compared: I, budget: Budget | undefined): I {
  if (!budget) return compared;
  const suspects = notAllowed(compared.suspects, budget);
  return { ...compared, suspects, overruns: overrunsOf(budget, compared) };
}
