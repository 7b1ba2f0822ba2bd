export function sha256(text: string): string;
export function fibonacci(n: number): number;
export function forEver(): never;
