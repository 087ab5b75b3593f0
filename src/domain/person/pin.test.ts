import { expect, test } from 'vitest';
import { pinAsTyped, weakPin } from './pin.ts';
import { asTyped, shownCode } from './sign-in-code.ts';

test('a PIN that others would try first is refused', () => {
  for (const pin of [
    '000000',
    '123456',
    '654321',
    '111222',
    '121212',
    '112233',
    '123123',
    '123321',
    '246802',
  ])
    expect(weakPin(pin), pin).toBe(true);
  for (const birthday of ['230489', '042389', '890423', '198904', '041989', '010100'])
    expect(weakPin(birthday), birthday).toBe(true);
});

test('an ordinary PIN is taken', () => {
  for (const pin of ['739205', '482937', '906134', '350872']) expect(weakPin(pin), pin).toBe(false);
});

test('most PINs are still free to choose', () => {
  let weak = 0;
  for (let n = 0; n < 1_000_000; n += 7) if (weakPin(String(n).padStart(6, '0'))) weak++;
  expect(weak / (1_000_000 / 7)).toBeLessThan(0.12);
});

test('a sign-in code is understood however it is typed', () => {
  expect(shownCode('K7QM4XRT')).toBe('K7QM-4XRT');
  for (const typed of ['K7QM4XRT', 'k7qm-4xrt', ' k7qm 4xrt ', 'K7QM–4XRT', 'K.7.Q.M.4.X.R.T'])
    expect(asTyped(typed), typed).toBe('K7QM4XRT');
  expect(asTyped('Z0sb-uKil')).toBe('2Q58VK77');
  for (const wrong of ['', 'K7QM-4XR', 'K7QM-4XRTT', 'odette@gihara.example', 'K7QM_4X*T'])
    expect(asTyped(wrong), wrong).toBeNull();
});

test('a PIN is understood in two halves, as it is shown', () => {
  for (const typed of ['483920', '483 920', ' 483-920 ', '483.920']) expect(pinAsTyped(typed)).toBe('483920');
});
