import type { Random } from './pictures.ts';

interface Size {
  width: number;
  height: number;
}

const papers = ['#b9cdd1', '#c3a68a', '#a1b9a8', '#ded2b4', '#a8bbca', '#cbb3a6', '#e5dcc6', '#8fa6a3'];
const pick = (random: Random) => papers[Math.floor(random(0, papers.length))] ?? '#b9cdd1';
const rect = (x: number, y: number, w: number, h: number, fill: string, more = '') =>
  `<rect x="${x.toFixed(1)}" y="${y.toFixed(1)}" width="${w.toFixed(1)}" height="${h.toFixed(1)}" fill="${fill}" ${more}/>`;

/** A carton with its label; the words on it are only strokes. */
function box(random: Random, x: number, bottom: number, w: number, h: number): string {
  const y = bottom - h;
  return (
    rect(x, y, w, h, pick(random), 'rx="4"') +
    rect(x + w * 0.08, y + h * 0.14, w * 0.84, h * 0.24, '#f4f1e8', 'opacity="0.85"') +
    rect(x + w * 0.08, y + h * 0.48, w * random(0.3, 0.6), h * 0.08, '#5f5345', 'opacity="0.7"') +
    rect(x + w * 0.9, y, w * 0.1, h, '#000000', 'opacity="0.08"')
  );
}

function row(random: Random, { width }: Size, bottom: number, tallest: number): string {
  let drawn = '';
  for (let x = random(10, 60); x < width;) {
    const w = random(46, 104);
    drawn += box(random, x, bottom, w, random(tallest * 0.45, tallest));
    x += w + random(4, random(0, 1) > 0.8 ? 120 : 16);
  }
  return drawn;
}

/** Four shelves of medicines, each with its bin card hanging at the edge. */
export function shelves(random: Random, size: Size): string {
  let drawn = rect(0, 0, size.width, size.height, 'url(#wall)');
  for (let shelf = 1; shelf <= 4; shelf++) {
    const bottom = shelf * 172;
    drawn += row(random, size, bottom, 118);
    drawn += rect(0, bottom, size.width, 16, '#6d5640') + rect(0, bottom + 16, size.width, 5, '#3d2f22');
    const at = random(60, size.width - 200);
    drawn += rect(at, bottom - 4, 132, 30, '#fbf8f0') + rect(at + 10, bottom + 6, 74, 7, '#2b2a26');
  }
  return drawn;
}

/** A stock card on the board, one line a movement. */
export function stockCard(random: Random, { width, height }: Size): string {
  const turn = random(-4, 4).toFixed(1);
  const left = 190;
  const top = 60;
  const w = 580;
  const h = 600;
  let card = rect(left, top, w, h, '#f7f1df', 'rx="6"') + rect(left, top, w, 74, '#d9e3dc', 'rx="6"');
  card += rect(left + 26, top + 22, 250, 14, '#3a3833') + rect(left + 26, top + 48, 160, 9, '#6c675d');
  card += rect(left + w - 120, top + 20, 84, 36, '#a8481f', 'rx="6" opacity="0.85"');
  const columns = [0, 110, 300, 390, 480];
  for (let line = 0; line < 12; line++) {
    const y = top + 110 + line * 40;
    card += rect(left + 20, y + 26, w - 40, 1.5, '#b3a98f');
    if (line > random(8, 12)) continue;
    for (const column of columns)
      card += rect(left + 30 + column, y + 10, random(24, 66), 7, '#2c3f6b', 'opacity="0.75"');
  }
  for (const column of columns.slice(1)) card += rect(left + 18 + column, top + 92, 1.5, h - 120, '#b3a98f');
  return (
    rect(0, 0, width, height, 'url(#wall)') +
    `<g transform="rotate(${turn} ${width / 2} ${height / 2})">${rect(left + 10, top + 14, w, h, '#1c120a', 'rx="6" opacity="0.35"')}${card}` +
    `<circle cx="${width / 2}" cy="${top + 8}" r="11" fill="#a0301c"/></g>`
  );
}

/** The vaccine fridge with its log on the door. */
export function fridge(random: Random, { width, height }: Size): string {
  let drawn = rect(0, 0, width, height, '#9c8c70') + rect(0, 590, width, 130, '#6b5a45');
  drawn +=
    rect(250, 40, 440, 620, '#e9e7df', 'rx="18"') +
    rect(250, 40, 440, 620, '#3c4a4a', 'rx="18" opacity="0.06"');
  drawn += rect(262, 250, 416, 6, '#b5b1a4') + rect(640, 120, 16, 96, '#8c8a80', 'rx="8"');
  drawn += rect(640, 300, 16, 150, '#8c8a80', 'rx="8"') + rect(300, 84, 120, 54, '#22302f', 'rx="8"');
  drawn +=
    rect(318, 100, 18, 22, '#9fe0b4') + rect(344, 100, 18, 22, '#9fe0b4') + rect(370, 114, 6, 8, '#9fe0b4');
  drawn += rect(320, 300, 250, 300, '#fbf8f0', `transform="rotate(${random(-2, 2).toFixed(1)} 440 450)"`);
  for (let day = 0; day < 9; day++) {
    const y = 336 + day * 27;
    drawn += rect(336, y + 14, 218, 1.2, '#b3a98f') + rect(342, y, 32, 7, '#4c4a44');
    for (const x of [404, 470])
      if (day < 7 || x < random(390, 480)) drawn += rect(x, y, random(20, 44), 7, '#2c3f6b', 'opacity="0.8"');
  }
  return drawn + row(random, { width: 240, height }, 590, 120);
}

/** What has just arrived, on the receiving table. */
export function boxesOnTable(random: Random, size: Size): string {
  let drawn = rect(0, 0, size.width, size.height, 'url(#wall)');
  drawn += rect(560, 70, 280, 220, '#cfd9d3', 'opacity="0.75"') + rect(694, 70, 8, 220, '#6d5640');
  for (const [x, bottom, w, h] of [
    [90, 500, 250, 190],
    [360, 500, 200, 140],
    [130, 310, 180, 110],
    [590, 500, 270, 210],
    [640, 290, 150, 90],
  ] as const)
    drawn += box(random, x + random(-14, 14), bottom, w, h);
  drawn += rect(0, 500, size.width, 34, '#7d6448') + rect(0, 534, size.width, 190, '#4a3a2b');
  drawn += rect(410, 470, 190, 34, '#fbf8f0', 'transform="skewX(-24) translate(214 0)"');
  return drawn;
}

/** The red box for what expires first, at eye level. */
export function redBox(random: Random, size: Size): string {
  let drawn = rect(0, 0, size.width, size.height, 'url(#wall)') + row(random, size, 210, 130);
  drawn += rect(0, 210, size.width, 18, '#6d5640') + rect(0, 560, size.width, 20, '#6d5640');
  for (let x = 300; x < 640; x += 84) drawn += box(random, x, 430, 70, random(80, 130));
  drawn += rect(250, 400, 460, 160, '#a0301c', 'rx="8"') + rect(250, 400, 460, 18, '#7c2314', 'rx="8"');
  drawn += rect(390, 450, 180, 56, '#fbf8f0', 'rx="4"') + rect(408, 470, 120, 9, '#2b2a26');
  return drawn + row(random, size, 720, 110);
}

/** A bottle of hand rub between two empty beds. */
export function handRub(random: Random, { width, height }: Size): string {
  let drawn = rect(0, 0, width, 460, '#c9bfa6') + rect(0, 460, width, height - 460, '#7d6b55');
  for (const x of [-60, 610]) {
    drawn += rect(x, 400, 420, 120, '#e9e4d6', 'rx="14"') + rect(x, 470, 420, 70, '#8fb0b8', 'rx="10"');
    drawn += rect(x + 20, 330, 12, 260, '#6e7672') + rect(x + 388, 330, 12, 260, '#6e7672');
  }
  const x = 450 + random(-16, 16);
  drawn += rect(x - 26, 150, 120, 14, '#6e7672') + rect(x, 164, 70, 150, '#dcebe8', 'rx="12"');
  drawn += rect(x + 8, 220, 54, 88, '#86c0b4', 'rx="8" opacity="0.8"') + rect(x + 26, 120, 18, 46, '#4c5a58');
  return drawn + rect(x + 10, 126, 44, 10, '#4c5a58', 'rx="4"') + rect(x + 12, 236, 46, 22, '#fbf8f0');
}
