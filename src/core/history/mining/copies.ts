/** Names of copies next to their originals: conflict files of sync tools, and copies made by people and systems. */
import { posix } from 'node:path';

const CONFLICT =
  'name clash|conflict|konflikt|conflit|conflitto|conflito|conflicto|conflicte|конфликт|конфлікт|冲突|衝突|競合|충돌|ristiri|ütköz|çakış|ขัดแย้ง';
const COPY =
  'copy|copies|kopie|kopi[ae]?|kopiering|copie|copia|cópia|còpia|kópia|kópie|kopija|kopio|afrit|másolat|kopya(?:sı)?|копия|копія|копие|αντίγραφο|नकल|副本|拷贝|复件|コピー|のコピー|복사본|사본|نسخة|העתק|สำเนา|bản sao|salinan';

/** Inside brackets, where brackets may be again. */
const INSIDE = '(?:[^()[\\]]|\\([^()]*\\))*';

/** Each gives the original's stem. A match counts as a copy only if its original is there as well. */
const NAMES = [
  // Dropbox, Nextcloud, Obsidian, Box, Seafile, Proton, Tresorit: "x (Ada's conflicted copy 2021-03-04)", "x (SFConflict …)"
  new RegExp(`^(.+?)[ _-]*[([（]${INSIDE}(?:${CONFLICT})${INSIDE}[)\\]）]$`, 'iu'),
  // "x_conflict(2021-03-04)", "x_ada_conflict_2021-03-04", "[Conflict] x"
  new RegExp(`^(.+?)_(?:[^_]{1,30}_)?(?:${CONFLICT})(?:ed)?[(_].*$`, 'iu'),
  new RegExp(`^[([](?:${CONFLICT})[^()[\\]]*[)\\]][ _-]*(.+)$`, 'iu'),
  // "x (from Ada's iPhone)", "x (Ada-PC)"
  /^(.+?) ?\([^()]*\b(?:PC|Laptop|Desktop|MacBook|iMac|iPad|iPhone|Pixel|Galaxy)\b[^()]*\)$/iu,
  // Synology: "x_DESKTOP_Mar-04-101112-2021_Conflict"
  /^(.+?)_[^_]+_[A-Z][a-z]{2}-\d{2}-\d{6}-\d{4}_[A-Za-z]+$/u,
  // Syncthing, ownCloud, Resilio: "x.sync-conflict-20210304-101112-ABCDEFG", "x_conflict-20210304-101112", "x.Conflict"
  new RegExp(`^(.+?)[._ -]+(?:sync-)?(?:${CONFLICT})(?:ed)?(?:[-_. ].*)?$`, 'iu'),
  // Windows, macOS, Linux: "x - Copy", "x - Copy (2)", "x copy 2", "x (another copy)", "x - Kopie"
  new RegExp(
    `^(.+?)[ _–—-]+[([（]?(?:another |\\d+(?:st|nd|rd|th) )?(?:${COPY})(?: ?[([（]?\\d{1,3}[)\\]）]?)?[)\\]）]?$`,
    'iu',
  ),
  // Without a space: "x副本", "xのコピー"
  /^(.+?)(?: ?[-–] ?)?(?:副本|拷贝|复件|のコピー|コピー|복사본|사본)(?: ?[(（]?\d{1,3}[)）]?)?$/u,
  // Google Drive and Windows: "Copy of x", "Copy (2) of x", "Kopie von x"
  new RegExp(`^(?:${COPY})(?: ?\\(\\d{1,3}\\))?(?: (?:of|von|de|di|van|av|af) | d['’])(.+)$`, 'iu'),
  // Browsers, iCloud, Google Drive, Box and other tools: "x (1)", "x 2", "x-2", "x_2", "x (v2)", "x~1"
  /^(.+?)(?: ?[([（]v?\d{1,3}[)\]）]|[ _-]v?\d{1,2}|~\d{1,2})$/u,
  // OneDrive adds the computer's name: "x-DESKTOP-AB12CD", "x-Adas-MacBook-Pro", "x-LAPTOP2"
  /^(.+?)-(?:[A-Z][A-Z0-9]{1,14}(?:-[A-Z0-9]{1,14}){0,3}|[\p{L}\d-]*(?:MacBook|iMac|iPad|iPhone|Laptop|Desktop)[\p{L}\d-]*)$/u,
  // Editors and git: "x.orig", "x.bak", "x_BACKUP_123", "x.backup"
  /^(.+?)(?:[._-](?:orig|bak|backup|old|theirs|mine)|_(?:BACKUP|LOCAL|REMOTE|BASE)_\d+)$/iu,
];

/**
 * The names that a copy's original may have, in the same folder; none for a name that no copy has.
 * @param path with forward or backward slashes
 */
export function originalsOf(path: string): string[] {
  const cut = Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1;
  const extension = posix.extname(path.slice(cut));
  const stem = path.slice(cut, path.length - extension.length);
  return NAMES.flatMap((name) => {
    const original = name.exec(stem)?.[1]?.trimEnd();
    return original === undefined || original === stem ? [] : [path.slice(0, cut) + original + extension];
  });
}

/**
 * Sorts paths that are not copies first, each part in its order, so that of two near-identical texts the original is
 * met first.
 */
export function originalsFirst<T extends { path: string }>(files: readonly T[]): T[] {
  const paths = new Set(files.map(({ path }) => path.normalize('NFC')));
  const isCopy = ({ path }: T) => originalsOf(path.normalize('NFC')).some((original) => paths.has(original));
  return [...files.filter((file) => !isCopy(file)), ...files.filter(isCopy)];
}
