import { createRequire } from 'node:module';

// By require, as Node.js finds them: the test runner would take the `module` condition of
// @opentelemetry/api, whose files name no extensions and are for bundlers only.
const require = createRequire(import.meta.url);

export const prometheus = require('prom-client') as typeof import('prom-client');
export const sdk =
  require('@opentelemetry/sdk-metrics') as typeof import('@opentelemetry/sdk-metrics');
