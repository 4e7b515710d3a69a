import { cutOut } from './read.ts';

/**
 * Leaves out what plugins of note programs keep in a note for themselves: a drawing's data, the settings of a board.
 * What the author wrote stays.
 */
export function withoutPlugins(body: string): string {
  let text = body;
  if (/^#{1,2} Excalidraw Data[ \t]*$/m.test(text) || /^# (?:Text Elements|Drawing)[ \t]*$/m.test(text)) {
    // The drawing is at the very end: its texts, the list of its pictures, and the drawing itself.
    text = text.replace(
      /^(?:%%[ \t]*\n)?#{1,2} (?:Excalidraw Data|Text Elements|Drawing)[ \t]*$(?=[\s\S]*```(?:compressed-)?json)[\s\S]*/m,
      '',
    );
    text = text.replace(/^==[^\n]{0,20}Switch to EXCALIDRAW VIEW[^\n]*(?:\n|$)/gm, '');
  }
  if (text.includes('%%')) text = cutOut(text, /^%%[ \t]*kanban:settings[ \t]*\n/gm, () => '%%');
  return text.replace(/^\*\*Complete\*\*[ \t]*$/gm, (line) => (body.includes('kanban:settings') ? '' : line));
}
