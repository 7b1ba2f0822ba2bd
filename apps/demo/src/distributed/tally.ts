/** What this process has done so far. */
export class Tally {
  applied = 0;
  refused = 0;
  /** For good. */
  failed = 0;
  underWay = 0;

  /** Counts the work as under way until it has settled; what it resolves with is whether its effect was applied. */
  async count(work: () => Promise<boolean>): Promise<boolean> {
    this.underWay++;
    try {
      const wasApplied = await work();
      if (wasApplied) this.applied++;
      else this.refused++;
      return wasApplied;
    } finally {
      this.underWay--;
    }
  }

  get text(): string {
    const { applied, refused, failed, underWay } = this;
    return `${applied} done, ${refused} duplicates refused, ${failed} failed, ${underWay} under way`;
  }
}
