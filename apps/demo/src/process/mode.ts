/** The two services that run beside each other. */
export type Mode = 'leaky' | 'fixed';

export const modes: readonly Mode[] = ['leaky', 'fixed'];
