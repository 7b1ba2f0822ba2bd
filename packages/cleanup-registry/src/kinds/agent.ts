import type { Agent } from 'node:http';
import type { Scope } from '../core/scope.ts';
import type { Kind, OwnOptions } from '../types.ts';
import { checkMethods, own } from './own.ts';
import type { Verb } from './own.ts';

const agent: Kind<Agent> = {
  kind: 'agent',
  // Takes the sockets in use as well as the idle ones.
  dispose: (pool) => pool.destroy(),
};

export function ownAgent<T extends Agent>(
  scope: Scope,
  pool: T,
  options: OwnOptions | undefined,
  verb: Verb,
): T {
  checkMethods('agent', 'an http.Agent or https.Agent', pool, ['destroy', 'getName']);
  own(scope, pool, agent, options, verb);
  return pool;
}
