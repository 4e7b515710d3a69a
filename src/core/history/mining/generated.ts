/** What a program writes at the top of a file that it will overwrite. */
const MARK =
  /@generated\b|\bDO NOT (?:EDIT|MODIFY|CHANGE)\b|\b(?:auto(?:matically)?[ -]?)?generated (?:file|code|document(?:ation)?|content|page|by|from|with)\b|\bthis (?:file|document|page) (?:is|was|has been) (?:auto(?:matically)?[ -]?)?generated\b|\bmachine[ -]generated\b/i;
/** A comment at the beginning of a line, in any format's notation. */
const COMMENT =
  /^[ \t]*(?:<!--([\s\S]*?)-->|\/\*([\s\S]*?)\*\/|\[(?:\/\/|comment|_metadata_[^\]]*)\]:\s*(?:#|<>)\s*(\([^\n]*|"[^\n]*|'[^\n]*)|\{\/\*([\s\S]*?)\*\/\}|(?:%+|\/\/+|;+|#(?= )(?!#)|\.\.(?= ))[ \t]+([^\n]*))/;
/** A part of the file, which the comment refers to instead of the whole. */
const PART =
  /\b(?:toc|table of contents|contents|index|list|table|section|badges?|start|begin|end|below|block|diagram|image|figure|footer|header|sidebar|nav(?:igation)?)\b/i;
const LOOKED_AT = 1500;

/**
 * Whether a comment at the top says that a program wrote the file. Prose about generated things is the author's, and so
 * is a text of which only a part is generated. Comments and fields of front matter count as the top.
 */
export function isGenerated(content: string): boolean {
  let rest = content
    .slice(0, LOOKED_AT)
    .replace(/^\uFEFF/, '')
    .replace(/\r\n?/g, '\n');
  if (/^(?:---|\+\+\+)[ \t]*\n/.test(rest)) {
    const end = /\n(?:---|\.\.\.|\+\+\+)[ \t]*(?:\n|$)/.exec(rest);
    const front = end ? rest.slice(4, end.index + 1) : '';
    const comments = front.match(/^[ \t]*#[^\n]*$/gm) ?? [];
    if (comments.some((line) => MARK.test(line)) || /^(?:auto_?)?generated:[ \t]*true\b/im.test(front)) return true;
    if (end) rest = rest.slice(end.index + end[0].length);
  }
  for (;;) {
    rest = rest.replace(/^\s+/, '');
    const comment = COMMENT.exec(rest);
    if (!comment) return false;
    const text = comment.slice(1).find((part) => part !== undefined) ?? '';
    // A Markdown heading looks like another format's comment: it counts only with the mark itself.
    const heading = comment[5] !== undefined && rest.startsWith('#');
    if (heading ? /@generated\b|\bDO NOT EDIT\b/.test(text) : MARK.test(text) && !PART.test(text)) return true;
    rest = rest.slice(comment[0].length);
    if (heading) return false;
  }
}
