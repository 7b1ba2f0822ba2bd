import { test } from 'vitest';
import { catalogue, story } from '../../src/scenarios/catalogue.ts';
import { expectRight } from '../support/expect-right.ts';

// The story has a test of its own.
const oneOfEach = catalogue.filter((scenario) => scenario !== story);

// Two files, as two run at a time. `npm run catalogue` runs them all, many times.
test.each(oneOfEach.filter((_, at) => at % 2 === 1))(
  '$id comes out right',
  async (scenario) => {
    await expectRight(scenario);
  },
  600_000,
);
