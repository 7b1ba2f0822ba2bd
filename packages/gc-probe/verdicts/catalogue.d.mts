export const TASKS: number;
export const leaks: Readonly<Record<string, { readonly signal: string; readonly also?: string }>>;
export const controls: Readonly<Record<string, object>>;
