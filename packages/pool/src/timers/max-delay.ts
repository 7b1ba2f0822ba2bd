/** The longest delay in ms that a timer of Node.js takes; beyond it the timer fires at once. */
export const MAX_DELAY: number = 2 ** 31 - 1;
