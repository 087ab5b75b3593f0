import { expect, test } from 'vitest';
import { drawArrows } from './geometry.ts';
import { walk } from './walk.ts';

const arrows = [
  { from: 'gihara', to: 'nyanza' },
  { from: 'gihara', to: 'muhura' },
  { from: 'rulindo', to: 'gihara' },
];

test('the arrow keys follow who gives to whom', () => {
  expect(walk(arrows, 'nyanza', 'ArrowRight', null)).toBeNull();
  expect(walk(arrows, 'nyanza', 'ArrowDown', null)).toBeNull();
  const given = walk(arrows, 'gihara', 'ArrowRight', null);
  expect(given?.to).toBe('nyanza');
  const beside = walk(arrows, 'nyanza', 'ArrowDown', given!.came);
  expect(beside?.to).toBe('muhura');
  expect(walk(arrows, 'muhura', 'ArrowDown', beside!.came)?.to).toBe('nyanza');
  expect(walk(arrows, 'gihara', 'ArrowLeft', null)?.to).toBe('rulindo');
  // Two give to Nyanza: back is where one came from, not the first of them.
  const two = [{ from: 'muhura', to: 'nyanza' }, ...arrows];
  expect(walk(two, 'nyanza', 'ArrowLeft', null)?.to).toBe('muhura');
  expect(walk(two, 'nyanza', 'ArrowLeft', given!.came)?.to).toBe('gihara');
  expect(walk(arrows, 'rulindo', 'ArrowUp', { from: 'gihara', ahead: false })).toBeNull();
});

test('several arrows between two institutions lie beside each other', () => {
  const at = new Map([
    ['gihara', { x: 0, y: 0 }],
    ['nyanza', { x: 200, y: 0 }],
  ]);
  const both = drawArrows([arrows[0]!, { from: 'nyanza', to: 'gihara' }], at);
  expect(both.map(({ middle }) => middle.y)).toEqual([-23, 23]);
  expect(drawArrows([arrows[1]!], at)).toEqual([]);
});
