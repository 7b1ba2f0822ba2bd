import { inspect } from 'node:util';
import { InvalidArgumentError } from './errors.ts';

export function inRange(name: string, value: number, least: number, most: number): number {
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw wrong(name, `a whole number from ${least} to ${most}`, value);
}

export function bound(name: string, value: number, least: number): number {
  if (value === Infinity || (Number.isFinite(value) && value >= least)) return value;
  throw wrong(name, `a number of at least ${least}, or Infinity`, value);
}

export function boolean(name: string, value: boolean): boolean {
  if (typeof value === 'boolean') return value;
  throw wrong(name, 'true or false', value);
}

export function strings(name: string, value: readonly string[]): string[] {
  if (Array.isArray(value) && value.every((one) => typeof one === 'string')) return [...value];
  throw wrong(name, 'an array of strings', value);
}

export function wrong(name: string, expected: string, value: unknown): InvalidArgumentError {
  return new InvalidArgumentError(
    `'${name}' must be ${expected}; it is ${inspect(value, { depth: 0 })}`,
  );
}
