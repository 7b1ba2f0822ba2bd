import { test } from 'vitest';
import { catalogue } from '../../src/scenarios/catalogue.ts';
import { expectRight } from '../support/expect-right.ts';

// Two files, as two run at a time. `npm run catalogue` runs them all, many times.
test.each(catalogue.filter((_, at) => at % 2 === 1))('$id comes out right', expectRight, 600_000);
