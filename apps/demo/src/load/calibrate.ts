/** The search ends after so many tasks, or at the first answer after so many milliseconds. */
const mostTasks = 400;
const mostMilliseconds = 2000;
/** A service that is used to 60 % has air for bursts. */
const share = 0.6;
const highest = 200;

/**
 * Finds a rate that the service bears with ease, by a short closed loop; its tasks warm it up, too.
 *
 * @param clients tasks at a time: enough to keep the threads busy, and no more than are accepted
 * @param submit brings a task and calls `settled` when it is over
 * @returns tasks per second
 */
export function calibrate(
  clients: number,
  submit: (dueAt: number, settled: () => void) => void,
): Promise<number> {
  return new Promise((resolve) => {
    const startedAt = performance.now();
    let sent = 0;
    let settled = 0;
    const ask = (): void => {
      sent++;
      submit(performance.now(), () => {
        settled++;
        const elapsed = performance.now() - startedAt;
        const enough = settled >= clients && elapsed > mostMilliseconds;
        if (!enough && sent < mostTasks) return ask();
        // What is under way is waited for: the schedule starts with an idle service.
        if (settled < sent) return;
        const rate = (share * settled * 1000) / elapsed;
        resolve(rate >= 1 ? Math.min(highest, Math.round(rate)) : Number(rate.toPrecision(2)));
      });
    };
    for (let client = 0; client < clients; client++) ask();
  });
}
