import sharp from 'sharp';
import { boxesOnTable, fridge, handRub, redBox, shelves, stockCard } from './scenes.ts';

const width = 960;
const height = 720;

const scenes = { shelves, stockCard, fridge, boxesOnTable, redBox, handRub };
/** What is in the picture, and a number that makes this one different from the next. */
export type Scene = readonly [keyof typeof scenes, number];

/** A made picture as a phone would send it: drawn, a little dark at the edges, as JPEG. */
export async function takePicture([scene, seed]: Scene): Promise<Blob> {
  const drawing = `<svg xmlns="http://www.w3.org/2000/svg" width="800" height="600" viewBox="0 0 ${width} ${height}">
    <defs>
      <radialGradient id="dusk" cx="0.5" cy="0.4" r="0.75">
        <stop offset="0.5" stop-color="#1c120a" stop-opacity="0"/>
        <stop offset="1" stop-color="#1c120a" stop-opacity="0.5"/>
      </radialGradient>
      <linearGradient id="wall" x1="0" y1="0" x2="0.3" y2="1">
        <stop offset="0" stop-color="#8a7659"/><stop offset="1" stop-color="#5c4a38"/>
      </linearGradient>
    </defs>
    ${scenes[scene](randomOf(seed), { width, height })}
    <rect width="${width}" height="${height}" fill="url(#dusk)"/>
  </svg>`;
  const jpeg = await sharp(Buffer.from(drawing)).jpeg({ quality: 80 }).toBuffer();
  return new Blob([new Uint8Array(jpeg)], { type: 'image/jpeg' });
}

export type Random = (from: number, to: number) => number;

/** The same numbers for the same seed, so that a demo looks alike wherever it is loaded (mulberry32). */
function randomOf(seed: number): Random {
  let state = seed * 2_654_435_761;
  return (from, to) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return from + (((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * (to - from);
  };
}
