interface Point {
  x: number;
  y: number;
}
export interface Arrow {
  from: string;
  to: string;
}

/** Line, head and middle of each arrow; several between the same two lie beside each other. */
export function drawArrows<A extends Arrow>(arrows: readonly A[], at: ReadonlyMap<string, Point>) {
  const between = new Map<string, number>();
  const keyOf = ({ from, to }: Arrow) => [from, to].sort().join();
  for (const arrow of arrows) between.set(keyOf(arrow), (between.get(keyOf(arrow)) ?? 0) + 1);
  const drawn = new Map<string, number>();
  return arrows.flatMap((arrow) => {
    const [from, to] = [at.get(arrow.from), at.get(arrow.to)];
    if (!from || !to) return [];
    const key = keyOf(arrow);
    const place = drawn.get(key) ?? 0;
    drawn.set(key, place + 1);
    const spread = (place - ((between.get(key) ?? 1) - 1) / 2) * 46;
    // The same side of the line whichever way the arrow goes.
    return [{ arrow, ...curve(from, to, arrow.from < arrow.to ? spread : -spread) }];
  });
}

const nodeRadius = 26;

function curve(from: Point, to: Point, bend: number) {
  const length = Math.hypot(to.x - from.x, to.y - from.y) || 1;
  const [ux, uy] = [(to.x - from.x) / length, (to.y - from.y) / length];
  const middle = { x: (from.x + to.x) / 2 - uy * bend, y: (from.y + to.y) / 2 + ux * bend };
  const control = { x: 2 * middle.x - (from.x + to.x) / 2, y: 2 * middle.y - (from.y + to.y) / 2 };
  const start = towards(from, control, nodeRadius);
  const tip = towards(to, control, nodeRadius);
  const end = towards(to, control, nodeRadius + 9);
  const [dx, dy] = [(tip.x - end.x) * 0.55, (tip.y - end.y) * 0.55];
  return {
    line: `M${xy(start)} Q${xy(control)} ${xy(end)}`,
    head: `M${xy(tip)} L${xy({ x: end.x - dy, y: end.y + dx })} L${xy({ x: end.x + dy, y: end.y - dx })} Z`,
    middle: { x: Math.round(middle.x), y: Math.round(middle.y) },
  };
}

function towards(from: Point, to: Point, by: number): Point {
  const length = Math.hypot(to.x - from.x, to.y - from.y) || 1;
  return { x: from.x + ((to.x - from.x) / length) * by, y: from.y + ((to.y - from.y) / length) * by };
}

const xy = ({ x, y }: Point) => `${x.toFixed(1)} ${y.toFixed(1)}`;
