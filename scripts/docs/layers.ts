import { roomOf } from '../checks/imports.ts';

/** Imports from one room's files into another's. */
export interface Arrow {
  from: string;
  to: string;
}

const WIDTH = 760;
const ROW = 58;
const BOX = { width: 150, height: 34, gap: 36 };

/**
 * A figure of the layers, the highest first, with an arrow from each room to those it imports from. Arrows that follow
 * from others (a room above imports one below that it reaches anyway) are left out, so that the figure can be read.
 * @param layers rooms by layer, the lowest first
 * @returns SVG
 */
export function layersFigure(layers: readonly string[][], arrows: readonly Arrow[]): string {
  const rows = layers.toReversed();
  const places = new Map<string, { x: number; y: number }>();
  rows.forEach((rooms, row) => {
    const width = rooms.length * BOX.width + (rooms.length - 1) * BOX.gap;
    // Every other row is shifted a little, so that arrows past a row do not run through its boxes.
    const shift = row % 2 === 0 ? -70 : 70;
    rooms.forEach((room, i) => {
      places.set(room, { x: (WIDTH - width) / 2 + shift + i * (BOX.width + BOX.gap), y: 12 + row * ROW });
    });
  });
  const lines = withoutDetours(arrows, layers).map(({ from, to }) => {
    const [a, b] = [places.get(from)!, places.get(to)!];
    const [x1, y1, x2, y2] = [a.x + BOX.width / 2, a.y + BOX.height, b.x + BOX.width / 2, b.y - 5];
    const bend = (y2 - y1) / 2;
    return `<path d="M${x1} ${y1} C${x1} ${y1 + bend} ${x2} ${y2 - bend} ${x2} ${y2}"/>`;
  });
  const boxes = [...places].map(([room, { x, y }]) => {
    const name = room.replace(/^src\/(?:core\/)?/, '');
    return [
      `<rect x="${x}" y="${y}" width="${BOX.width}" height="${BOX.height}" rx="6"${room.startsWith('src/core/') ? ' class="core"' : ''}/>`,
      `<text x="${x + BOX.width / 2}" y="${y + 21}">${name}</text>`,
    ].join('');
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${rows.length * ROW + 4}" role="img" aria-label="Layers of the code, with an arrow from each room to those it imports from">`,
    '<style>rect{fill:#eef2f7;stroke:#5b6b7f}rect.core{fill:#e6f0ea;stroke:#4f7a60}text{font:600 12px system-ui,sans-serif;fill:#1c2733;text-anchor:middle}path{fill:none;stroke:#7a8896;stroke-width:1.2;marker-end:url(#head)}</style>',
    `<rect x="0" y="0" width="${WIDTH}" height="${rows.length * ROW + 4}" style="fill:#fff;stroke:none"/>`,
    '<defs><marker id="head" viewBox="0 0 8 8" refX="6" refY="4" markerWidth="6" markerHeight="6" orient="auto"><path d="M0 0 L8 4 L0 8 z" style="fill:#7a8896;stroke:none"/></marker></defs>',
    ...lines,
    ...boxes,
    '</svg>',
    '',
  ].join('\n');
}

/** Arrows that do not follow from other arrows. */
function withoutDetours(arrows: readonly Arrow[], layers: readonly string[][]): Arrow[] {
  const below = (room: string) => arrows.filter(({ from, to }) => from === room && layerOf(to) < layerOf(from));
  const layerOf = (room: string) => roomOf(`${room}/`, layers).layer;
  const reaches = (from: string, to: string): boolean =>
    below(from).some((arrow) => arrow.to === to || (layerOf(arrow.to) > layerOf(to) && reaches(arrow.to, to)));
  return arrows.filter(({ from, to }) => !below(from).some((arrow) => arrow.to !== to && reaches(arrow.to, to)));
}
