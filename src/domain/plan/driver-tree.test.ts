import { expect, it } from 'vitest';
import type { Card, CardKind } from './card.ts';
import { driverTree, type DriverNode } from './driver-tree.ts';

const card = (id: string, kind: CardKind, serves?: string, deletedAt: string | null = null): Card => ({
  ...{ id, kind, order: `a${id}`, lang: 'en', fields: { title: id }, section: null, deletedAt },
  values: serves === undefined ? {} : { serves },
});
const shape = ({ card: { id }, below }: DriverNode): unknown =>
  below.length === 0 ? id : [id, ...below.map(shape)];

it('puts drivers under the aim, secondary drivers and ideas under what they serve', () => {
  const tree = driverTree([
    card('0', 'aim'),
    card('1', 'driver'),
    card('2', 'driver'),
    card('3', 'driver', '2'),
    card('4', 'idea', '3'),
    card('5', 'idea', '1'),
    card('6', 'idea'),
    card('7', 'action', '4'),
  ]);
  expect(tree.aims.map(({ id }) => id)).toEqual(['0']);
  expect(tree.drivers.map(shape)).toEqual([
    ['1', '5'],
    ['2', ['3', '4']],
  ]);
  expect(tree.loose.map(({ id }) => id)).toEqual(['6']);
});

it('loses none that serves something deleted, of another kind, unknown, or itself in a circle', () => {
  const tree = driverTree([
    card('1', 'driver', undefined, '2026-11-23T12:00:00Z'),
    card('2', 'driver', '1'),
    card('3', 'idea', '1'),
    card('4', 'idea', '3'),
    card('5', 'driver', '6'),
    card('6', 'driver', '5'),
    card('7', 'driver', '7'),
    card('8', 'idea', 'nobody'),
  ]);
  expect(tree.drivers.map(shape)).toEqual(['2', '7', ['5', '6']]);
  expect(tree.loose.map(({ id }) => id)).toEqual(['3', '4', '8']);
});
