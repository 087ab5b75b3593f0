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
interface Point extends SimulationNodeDatum {
  id: string;
}

const margin = { x: 76, y: 44 };

/** Gives every institution a place on the paper. No chance in it: the same ids and arrows lie the same way. */
export function layOut(ids: readonly string[], arrows: readonly { from: string; to: string }[]): Placed {
  if (ids.length === 0) return { places: new Map(), width: 0, height: 0 };
  const points: Point[] = ids.map((id) => ({ id }));
  const links = arrows.map(({ from, to }) => ({ source: from, target: to }));
  forceSimulation(points)
    .force(
      'link',
      forceLink<Point, { source: string | Point; target: string | Point }>(links)
        .id((point) => point.id)
        .distance(130)
        .strength(0.5),
    )
    .force('charge', forceManyBody().strength(-420))
    .force('apart', forceCollide(62))
    // Taller than wide: a phone pans less.
    .force('x', forceX(0).strength(0.16))
    .force('y', forceY(0).strength(0.07))
    .stop()
    .tick(300);
  return fit(points);
}

function fit(points: readonly Point[]): Placed {
  const xs = points.map((point) => point.x ?? 0);
  const ys = points.map((point) => point.y ?? 0);
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  const places = new Map(
    points.map((point) => [
      point.id,
      {
        x: Math.round((point.x ?? 0) - left + margin.x),
        y: Math.round((point.y ?? 0) - top + margin.y),
      },
    ]),
  );
  return {
    places,
    width: Math.round(Math.max(...xs) - left + 2 * margin.x),
    height: Math.round(Math.max(...ys) - top + 2 * margin.y),
  };
}
