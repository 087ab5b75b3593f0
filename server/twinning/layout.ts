import {
  forceCollide,
  forceLink,
  forceManyBody,
  forceSimulation,
  forceX,
  forceY,
  type SimulationNodeDatum,
} from 'd3-force';

export interface Placed {
  places: Map<string, { x: number; y: number }>;
  width: number;
  height: number;
}
interface Arrow {
  from: string;
  to: string;
}
interface Point extends SimulationNodeDatum {
  id: string;
}

/** Around the middle of each institution: its shape, and its name below. */
const margin = { x: 62, y: 46 };
/** As wide as a phone shows without moving the paper; larger pictures grow wider, too. */
const narrow = 310;

/**
 * Gives every institution a place on the paper. No chance in it: the same ids and arrows lie the same way. Those who are
 * connected are laid out together; the groups lie beside and below each other, so that no arrow crosses another group.
 */
export function layOut(ids: readonly string[], arrows: readonly Arrow[]): Placed {
  const groups = groupsOf(ids, arrows)
    .map((group) => place(group, arrows))
    .sort((one, other) => other.width * other.height - one.width * one.height);
  const area = groups.reduce((sum, { width, height }) => sum + width * height, 0);
  const paper = Math.max(narrow, Math.sqrt(area) * 1.2, ...groups.map(({ width }) => width));
  const places: Placed['places'] = new Map();
  let [x, y, row, width] = [0, 0, 0, 0];
  for (const group of groups) {
    if (x > 0 && x + group.width > paper) [x, y, row] = [0, y + row, 0];
    for (const [id, at] of group.places) places.set(id, { x: at.x + x, y: at.y + y });
    x += group.width;
    [row, width] = [Math.max(row, group.height), Math.max(width, x)];
  }
  return { places, width, height: y + row };
}

function groupsOf(ids: readonly string[], arrows: readonly Arrow[]): string[][] {
  const left = new Set(ids);
  const groups: string[][] = [];
  for (const first of ids) {
    if (!left.delete(first)) continue;
    const group = [first];
    for (const id of group)
      for (const { from, to } of arrows)
        for (const [one, other] of [
          [from, to],
          [to, from],
        ] as const)
          if (one === id && left.delete(other)) group.push(other);
    groups.push(group.sort());
  }
  return groups;
}

function place(group: readonly string[], arrows: readonly Arrow[]): Placed {
  const here = new Set(group);
  const points: Point[] = group.map((id) => ({ id }));
  const links = arrows
    .filter(({ from }) => here.has(from))
    .map(({ from, to }) => ({ source: from, target: to }));
  forceSimulation(points)
    .force(
      'link',
      forceLink<Point, { source: string | Point; target: string | Point }>(links)
        .id((point) => point.id)
        .distance(120)
        .strength(0.6),
    )
    .force('charge', forceManyBody().strength(-420))
    .force('apart', forceCollide(58))
    // Taller than wide: a phone pans less.
    .force('x', forceX(0).strength(0.14))
    .force('y', forceY(0).strength(0.06))
    .stop()
    .tick(300);
  return fit(points);
}

function fit(points: readonly Point[]): Placed {
  const xs = points.map((point) => point.x ?? 0);
  const ys = points.map((point) => point.y ?? 0);
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  const at = (point: Point) => ({
    x: Math.round((point.x ?? 0) - left + margin.x),
    y: Math.round((point.y ?? 0) - top + margin.y),
  });
  return {
    places: new Map(points.map((point) => [point.id, at(point)])),
    width: Math.round(Math.max(...xs) - left + 2 * margin.x),
    height: Math.round(Math.max(...ys) - top + 2 * margin.y),
  };
}
