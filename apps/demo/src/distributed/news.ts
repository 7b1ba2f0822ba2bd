/** What a distributed mode tells while it runs: for people a line, for programs JSON. */
export type News = (event: string, text: string, facts?: object) => void;

export function createNews(asJson: boolean): News {
  // A pipe that closes early is no reason to end: the work goes on unseen.
  process.stdout.on('error', () => {});
  return (event, text, facts = {}) => {
    const line = asJson ? JSON.stringify({ event, ...facts }) : text;
    process.stdout.write(`${line}\n`);
  };
}
