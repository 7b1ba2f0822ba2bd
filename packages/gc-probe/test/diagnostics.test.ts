import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { expect, test } from 'vitest';
import { createProbe } from '../src/index.ts';
import type { Sample, Verdict } from '../src/index.ts';

test('samples and changes of the verdict are published on diagnostics channels', async () => {
  const samples: Sample[] = [];
  const verdicts: Verdict[] = [];
  const onSample = (message: unknown) => samples.push(message as Sample);
  const onVerdict = (message: unknown) => verdicts.push(message as Verdict);
  subscribe('watertight:gc-probe:sample', onSample);
  subscribe('watertight:gc-probe:verdict', onVerdict);
  using probe = createProbe({ settle: 1 });
  const taken: Sample[] = [];
  while (verdicts.length === 0) taken.push(await probe.quiescent({ tasks: taken.length }));
  unsubscribe('watertight:gc-probe:sample', onSample);
  unsubscribe('watertight:gc-probe:verdict', onVerdict);
  await probe.sample();
  expect(samples).toEqual(taken);
  expect(verdicts).toHaveLength(1);
  expect(verdicts[0]?.verdict).not.toBe('insufficient');
});
