/** Colours that anyone can tell apart, on a light page and on a dark one. */
const COLOURS = ['#4c8dd6', '#d9822b', '#4a9c6d', '#b5679e', '#8c8c8c'];

/** A grey that can be read on white and on black: an image does not know which it is on. */
const STYLE = `text{font-family:system-ui,sans-serif;font-size:12px;fill:#6f7985}
.title{font-size:15px;font-weight:600}.small{font-size:11px}
.axis{stroke:#8b949e;stroke-width:1}.grid{stroke:#8b949e;stroke-opacity:.25}`;

interface TextOptions {
  anchor?: 'start' | 'middle' | 'end';
  class?: string;
  /** Degrees, clockwise, about the text's own position. */
  rotate?: number;
  fill?: string;
}

/** A drawing being built; sizes and positions are in pixels, y downwards. */
export class Svg {
  readonly #parts: string[] = [];
  readonly #head: string;

  /** @param description of the picture, for those who cannot see it */
  constructor(width: number, height: number, title: string, description: string) {
    this.#head = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="t d">
<title id="t">${escaped(title)}</title>
<desc id="d">${escaped(description)}</desc>
<style>${STYLE}</style>`;
    this.text(16, 26, title, { class: 'title' });
  }

  text(x: number, y: number, text: string, { anchor = 'start', class: name, rotate, fill }: TextOptions = {}): void {
    const turned = rotate === undefined ? '' : ` transform="rotate(${rotate} ${at(x)} ${at(y)})"`;
    const style = (name ? ` class="${name}"` : '') + (fill ? ` style="fill:${fill}"` : '');
    this.#parts.push(
      `<text x="${at(x)}" y="${at(y)}" text-anchor="${anchor}"${style}${turned}>${escaped(text)}</text>`,
    );
  }

  rect(x: number, y: number, width: number, height: number, fill: string): void {
    this.#parts.push(`<rect x="${at(x)}" y="${at(y)}" width="${at(width)}" height="${at(height)}" fill="${fill}"/>`);
  }

  circle(x: number, y: number, radius: number, fill: string): void {
    this.#parts.push(`<circle cx="${at(x)}" cy="${at(y)}" r="${radius}" fill="${fill}"/>`);
  }

  /** @param kind a class of the style, or a colour */
  line(x1: number, y1: number, x2: number, y2: number, kind: string, width = 1): void {
    const style = kind.startsWith('#') ? `stroke="${kind}" stroke-width="${width}"` : `class="${kind}"`;
    this.#parts.push(`<line x1="${at(x1)}" y1="${at(y1)}" x2="${at(x2)}" y2="${at(y2)}" ${style}/>`);
  }

  toString(): string {
    return `${this.#head}\n${this.#parts.join('\n')}\n</svg>\n`;
  }
}

export function colour(index: number): string {
  return COLOURS[index % COLOURS.length];
}

/** Round values that cover a range: steps of 1, 2 or 5 times a power of ten. A range of one value is widened. */
export function ticks(low: number, high: number, about = 5): number[] {
  if (high - low < 1e-9)
    return ticks(low - Math.max(0.05, Math.abs(low) / 20), high + Math.max(0.05, Math.abs(high) / 20));
  const raw = (high - low) / about;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = power * ([1, 2, 5, 10].find((factor) => factor * power >= raw) ?? 10);
  const first = Math.floor(low / step + 1e-9);
  const last = Math.ceil(high / step - 1e-9);
  return Array.from({ length: last - first + 1 }, (_, index) => Number(((first + index) * step).toPrecision(12)));
}

function at(value: number): string {
  return String(Math.round(value * 100) / 100);
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
