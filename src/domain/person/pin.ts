/** Six digits: quick on any keypad, and of which the first hundreds that thieves try are refused. */
export const pinPattern = /^\d{6}$/;

/** A PIN as it was set: people read it in two halves, 483 920, and type it like that. */
export const pinAsTyped = (typed: string): string => typed.replaceAll(/[\s.-]/g, '');

/** Why nobody should have this PIN: it is among the first that others would try. */
export function weakPin(pin: string): boolean {
  const digits = [...pin].map(Number);
  return fewDigits(digits) || isRun(digits) || repeats(pin) || looksLikeDay(pin);
}

/** 000000, 111222, 121212, 112233 … */
const fewDigits = (digits: number[]): boolean => new Set(digits).size <= 2 || isStair(digits);
const isStair = (digits: number[]): boolean =>
  digits.every((digit, place) => place % 2 === 0 || digit === digits[place - 1]);

/** 123456, 654321, 246802, and round the corner: 890123. */
function isRun(digits: number[]): boolean {
  const step = (digits[1]! - digits[0]! + 10) % 10;
  return digits.every((digit, place) => place === 0 || (digit - digits[place - 1]! + 10) % 10 === step);
}

/** 123123, 121212, and the same read backwards: 123321. */
const repeats = (pin: string): boolean =>
  pin.slice(0, 3) === pin.slice(3) || pin.slice(0, 3) === [...pin.slice(3)].reverse().join('');

/** A birthday: 230489, 042389, 890423, 198904, 041989. */
function looksLikeDay(pin: string): boolean {
  const [a, b, c] = [pin.slice(0, 2), pin.slice(2, 4), pin.slice(4)].map(Number) as [number, number, number];
  const year = (four: string) => Number(four) >= 1930 && Number(four) <= 2029;
  const isDay = (day: number) => day >= 1 && day <= 31;
  const isMonth = (month: number) => month >= 1 && month <= 12;
  if (year(pin.slice(0, 4)) && isMonth(c)) return true;
  if (year(pin.slice(2)) && isMonth(a)) return true;
  const dayFirst = recent(c) && ((isDay(a) && isMonth(b)) || (isMonth(a) && isDay(b)));
  return dayFirst || (recent(a) && isMonth(b) && isDay(c));
}
// Two digits of a year in which somebody who works now was born, or their child.
const recent = (two: number): boolean => two >= 40 || two <= 26;
