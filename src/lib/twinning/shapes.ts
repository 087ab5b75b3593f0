import type { Level } from '#domain/network/network.ts';

/** The outline of an institution in the picture, about 40 units wide around its middle: the level by shape. */
export const shapeOf: Record<Level, string> = {
  // A hexagon, a disc, a triangle, a square, a diamond, a star.
  referral: 'M-20 0 L-10 -18 L10 -18 L20 0 L10 18 L-10 18 Z',
  district: 'M-18 0 A18 18 0 1 1 18 0 A18 18 0 1 1 -18 0 Z',
  health_centre: 'M0 -20 L20 16 L-20 16 Z',
  district_office: 'M-16 -16 H16 V16 H-16 Z',
  municipality: 'M0 -21 L21 0 L0 21 L-21 0 Z',
  backbone: 'M0 -21 L6 -7 L21 -7 L9 3 L13 18 L0 9 L-13 18 L-9 3 L-21 -7 L-6 -7 Z',
};

const colours = ['twin-a', 'twin-b', 'twin-c', 'twin-d', 'brand', 'late', 'due', 'good'];
const dashes = ['none', '9 5', '2 5', '12 4 2 4'];

/** How the arrows of the topic at `place` look; its number stands on them too, so that nobody needs the colour. */
export const lookOf = (place: number) => ({
  colour: `var(--${colours[place % colours.length] ?? 'brand'})`,
  dash: dashes[(place + Math.floor(place / colours.length)) % dashes.length] ?? 'none',
});
