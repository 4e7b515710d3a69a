/** Whether the side bar's text can be read: its contrast, computed from what the browser draws. */
import type { Frame } from 'playwright-core';

/** What WCAG 2 requires of normal text at level AA. */
const LEAST = 4.5;

/** Texts of the page whose contrast with their background is too low, with the ratio. */
export async function tooFaint(frame: Frame): Promise<string[]> {
  const found = await frame.locator('#app').evaluate((app) => {
    type Colour = [red: number, green: number, blue: number, alpha: number];
    const context = document.createElement('canvas').getContext('2d', { willReadFrequently: true })!;
    const parsed = (css: string): Colour => {
      context.clearRect(0, 0, 1, 1);
      context.fillStyle = css;
      context.fillRect(0, 0, 1, 1);
      const [red, green, blue, alpha] = context.getImageData(0, 0, 1, 1).data;
      return [red, green, blue, alpha / 255];
    };
    const over = (front: Colour, back: Colour): Colour => {
      const mixed = (at: 0 | 1 | 2) => front[at] * front[3] + back[at] * (1 - front[3]);
      return [mixed(0), mixed(1), mixed(2), 1];
    };
    const style = getComputedStyle(document.documentElement);
    const page = parsed(style.getPropertyValue('--vscode-sideBar-background'));
    const behind = (element: Element | null): Colour => {
      if (!element) return page;
      const root = element.getRootNode();
      const parent = element.parentElement ?? (root instanceof ShadowRoot ? root.host : null);
      return over(parsed(getComputedStyle(element).backgroundColor), behind(parent));
    };
    // https://www.w3.org/TR/WCAG21/#dfn-relative-luminance
    const luminance = ([red, green, blue]: Colour) => {
      const [r, g, b] = [red, green, blue].map((value) => {
        const share = value / 255;
        return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const texts = [...app.querySelectorAll('*')].filter(
      (element) =>
        element.checkVisibility() &&
        [...element.childNodes].some(({ nodeType, data }: Node & { data?: string }) => {
          return nodeType === Node.TEXT_NODE && data?.trim();
        }),
    );
    return texts.map((element) => {
      // A button's text is drawn by an element inside it.
      const drawing = element.shadowRoot?.querySelector('.base') ?? element;
      const { color, fill } = getComputedStyle(drawing);
      const back = behind(drawing);
      const front = over(parsed(drawing instanceof SVGElement ? fill : color), back);
      const [dark, light] = [luminance(front), luminance(back)].sort((a, b) => a - b);
      return { text: element.textContent?.trim() ?? '', ratio: (light + 0.05) / (dark + 0.05) };
    });
  });
  if (found.length < 10) throw new Error(`Only ${found.length} texts were found on the page.`);
  return found.filter(({ ratio }) => ratio < LEAST).map(({ text, ratio }) => `${text} (${ratio.toFixed(2)})`);
}
