// A leak test with Node's own test runner: node --test leak-test.mjs
import { test } from 'node:test';
import { expectNoLeak } from '@watertight/snapshot-diff';
import { handle } from './service.mjs';

test('handling a request leaves nothing behind', () =>
  expectNoLeak((id) => handle(id), { tasks: 101 }));
