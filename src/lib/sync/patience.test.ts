import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Patience } from './patience.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

it('tells of a long wait once, and of its end; answers begin the time anew, more that waits does not', () => {
  const onLong = vi.fn();
  const patience = new Patience(1000, onLong);
  patience.waits(false);
  patience.answered();
  vi.advanceTimersByTime(5000);
  expect(onLong).not.toHaveBeenCalledWith(true);
  patience.waits(true);
  vi.advanceTimersByTime(900);
  patience.waits(true);
  patience.answered();
  vi.advanceTimersByTime(900);
  expect(onLong).not.toHaveBeenCalledWith(true);
  patience.waits(true);
  vi.advanceTimersByTime(200);
  expect(onLong.mock.calls.filter(([long]) => long === true)).toHaveLength(1);
  patience.waits(false);
  expect(onLong).toHaveBeenLastCalledWith(false);
});
