import path from 'node:path';
import { expect, test } from 'vitest';
import { mine } from '../../../src/core/history/mining/mine.ts';
import { countWords } from '../../../src/core/text/prose.ts';
import { Scratch } from './scratch.ts';

const CHINESE = '奶奶在院子里种了黄瓜和西红柿，夏天的时候我们每天都吃不完，只好送给邻居。';
const JAPANESE = '昨日は町の図書館で古い新聞を読みました。窓の外では雪が降り、誰も話しませんでした。';
const THAI = 'เมื่อวานนี้ฉันไปห้องสมุดกับเพื่อนแล้วเดินกลับบ้านตอนเย็นเพราะฝนไม่ตกและอากาศดีมาก ';
const KHMER = 'ម្សិលមិញខ្ញុំបានទៅបណ្ណាល័យជាមួយមិត្តភក្តិហើយដើរត្រឡប់មកផ្ទះវិញនៅពេលល្ងាចព្រោះអាកាសធាតុល្អ។ ';
const LAO = 'ມື້ວານນີ້ຂ້ອຍໄປຫ້ອງສະໝຸດກັບໝູ່ແລ້ວຍ່າງກັບບ້ານຕອນແລງເພາະອາກາດດີ ';

test.each([
  ['Chinese', CHINESE, 4],
  ['Japanese', JAPANESE, 4],
  ['Thai', THAI, 4],
  ['Khmer', KHMER, 4],
  ['Lao', LAO, 5],
])('a note of some lines in %s is not too short, one of few words is', async (_, text, times) => {
  using scratch = new Scratch();
  scratch.write('n/long.md', text.repeat(times));
  scratch.write('n/short.md', [...text].slice(0, 12).join(''));
  const result = await mine(scratch.store, [path.join(scratch.folder, 'n')]);
  expect(result).toMatchObject({ items: 1, skipped: { 'too short': 1 } });
});

test('words of scripts with spaces are counted as before', () => {
  expect(countWords('One two three, **four** five.')).toBe(5);
  expect(countWords('어제 도서관에서 소설을 읽었습니다.')).toBe(4);
  expect(countWords('मैं आज पुस्तकालय गया।')).toBeGreaterThanOrEqual(4);
  expect(countWords('我用Python处理照片')).toBe(5);
});

test('a key in the title or among the tags is not stored, but the rest is', async () => {
  using scratch = new Scratch();
  const key = `ghp_${'aB3x'.repeat(9)}`;
  const text = 'The clock stands still. '.repeat(20);
  scratch.write('n/a.md', `---\ntitle: The key ${key}\ntags: [clocks, ${key}]\n---\n${text}`);
  scratch.write('n/b.md', `# Oil\n\nWinter again. ${text} In the town.\n\n#oil #${key}\n`);
  const result = await mine(scratch.store, [path.join(scratch.folder, 'n')]);
  expect(result.redacted).toBeGreaterThanOrEqual(3);
  const stored = scratch.store.list();
  expect(stored[0]).toMatchObject({ title: 'The key [redacted]', tags: ['clocks'] });
  expect(stored.at(-1)?.tags).not.toContain(key.toLowerCase());
  expect(JSON.stringify(stored).toLowerCase()).not.toContain(key.toLowerCase());
});
