/** The area of a circle: a worker module in TypeScript, run as it is where Node.js strips types. */
export function area(radius: number): number {
  return Math.PI * radius ** 2;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

export async function length(points: readonly Point[]): Promise<number> {
  return points
    .slice(1)
    .reduce((sum, { x, y }, i) => sum + Math.hypot(x - points[i]!.x, y - points[i]!.y), 0);
}
