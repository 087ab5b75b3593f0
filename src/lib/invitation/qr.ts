import { encode, renderSVG } from 'uqr';

/** A link as a picture for a phone's camera, in an address of its own. */
export const qrAddress = (link: string): string =>
  `data:image/svg+xml,${encodeURIComponent(renderSVG(link, { border: 2 }))}`;

/** The same as the outline of an SVG, which prints sharp at any size. */
export interface QrOutline {
  size: number;
  path: string;
}

/** Dark squares as one path, runs joined. Medium error correction: posters get wet and torn. */
export function qrOutline(link: string): QrOutline {
  const { data, size } = encode(link, { ecc: 'M', border: 2 });
  const runs = data.flatMap((row, y) => {
    const found: string[] = [];
    for (let x = 0; x < size; x++) {
      if (!row[x]) continue;
      const from = x;
      while (x < size && row[x]) x++;
      found.push(`M${from} ${y}h${x - from}v1h${from - x}z`);
    }
    return found;
  });
  return { size, path: runs.join('') };
}
