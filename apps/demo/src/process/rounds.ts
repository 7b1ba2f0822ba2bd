/**
 * The settle window where rounds set the pace, in milliseconds. The probe wants one; with the least
 * possible a window is as long as its floors take, however fast or slow the machine is.
 */
export const settleOfRounds = 1;
