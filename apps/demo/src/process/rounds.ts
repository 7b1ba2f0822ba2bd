/**
 * The settle window where rounds set the pace, in milliseconds. The probe wants one; with the least
 * possible a window is as long as its floors take, however fast or slow the machine is.
 */
export const settleOfRounds = 1;

/** What the probe explains, without its settle window in seconds, which is none in rounds. */
export const explainedInRounds = (explanation: string): string =>
  explanation
    .replace(
      /, settle window [^(]+\([^)]+\)/,
      ', paced by rounds of tasks: a rise must go on from floor to floor, and no time settles it',
    )
    .replace(/ that (?:span|are spread over) 0\.0 s/, '');
