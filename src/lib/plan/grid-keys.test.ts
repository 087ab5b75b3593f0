import { expect, it } from 'vitest';
import { cellAfter, cellBeside } from './grid-keys.ts';

const key = (name: string, ctrlKey = false) => ({ key: name, ctrlKey, metaKey: false });
it.each([
  ['ArrowDown', false, 2, 1],
  ['ArrowUp', false, 0, 1],
  ['ArrowLeft', false, 1, 0],
  ['ArrowRight', true, 1, 6],
  ['ArrowDown', true, 3, 1],
  ['PageDown', false, 3, 1],
  ['Home', false, 1, 0],
  ['Home', true, 0, 0],
  ['End', false, 1, 6],
  ['End', true, 3, 6],
])('%s (ctrl: %s) leads from 1, 1 to %i, %i in a grid of 4 by 7', (name, ctrl, row, column) => {
  expect(cellAfter({ row: 1, column: 1 }, key(name, ctrl), 4, 7)).toEqual({ row, column });
});
it('a letter leads nowhere, and nothing leads out of the grid', () => {
  expect(cellAfter({ row: 0, column: 0 }, key('a'), 4, 7)).toBeNull();
  expect(cellAfter({ row: 0, column: 0 }, key('ArrowUp'), 4, 7)).toEqual({ row: 0, column: 0 });
  expect(cellAfter({ row: 0, column: 0 }, key('ArrowDown'), 0, 7)).toEqual({ row: 0, column: 0 });
});
it('tab goes on in the next row, and ends behind the last cell', () => {
  expect(cellBeside({ row: 0, column: 6 }, 1, 2, 7)).toEqual({ row: 1, column: 0 });
  expect(cellBeside({ row: 1, column: 0 }, -1, 2, 7)).toEqual({ row: 0, column: 6 });
  expect(cellBeside({ row: 1, column: 6 }, 1, 2, 7)).toBeNull();
  expect(cellBeside({ row: 0, column: 0 }, -1, 2, 7)).toBeNull();
});
