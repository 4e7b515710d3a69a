import fc from 'fast-check';
import { expect, test } from 'vitest';
import { plainWords } from '../../../src/core/retrieval/query.ts';
import { search } from '../../../src/core/retrieval/search.ts';
import { searchable, searchedFor } from '../../../src/core/text/searchable.ts';
import { Scratch } from '../history/scratch.ts';

/** Whether a query finds a text in a store with other texts. */
function finds(text: string, query: string): boolean {
  using scratch = new Scratch();
  const { store } = scratch;
  const all = [text, 'The kettle sings, and the cat sleeps.', '今天的天气很好。', 'Über den Bergen, sagt man.'];
  for (const [i, text] of all.entries()) {
    store.upsert({
      id: `n${i}`,
      source: `/n${i}.md`,
      kind: 'item',
      date: null,
      title: '',
      tags: [],
      text,
      sha256: `${i}`,
    });
  }
  return search(store, query).some(({ id }) => id === 'n0');
}

test.each([
  ['We rode to Łódź by train.', 'lodz'],
  ['We rode to Lodz by train.', 'Łódź'],
  ['A week in Straßburg.', 'strassburg'],
  ['A week in Strassburg.', 'Straßburg'],
  ['Smørrebrød for lunch.', 'smorrebrod'],
  ['Encyclopædia and œuvre.', 'oeuvre'],
  ['Η Ελλάδα το καλοκαίρι, όπως ο Οδυσσέας.', 'ελλαδα'],
  ['ο Οδυσσεας', 'Οδυσσέας'],
  ['Зелёная ёлка.', 'елка'],
  ['Зеленая елка.', 'ёлка'],
  ['Written in C++ at night.', 'C++'],
  ['Written in C# and F# at night.', 'c#'],
  ['He worked at AT&T for years.', 'AT&T'],
  ['In R&D nobody sleeps.', 'R&D'],
  ['Q&amp;A after the talk.', 'Q&A'],
  ['Statistics with R are fun.', 'R'],
  ['Mixed with H₂O and CO₂.', 'H2O'],
  ['Mixed with H2O.', 'H₂O'],
  ['The oﬃce of the ﬁrst ﬂoor.', 'office'],
  ['Ｆｕｌｌ ｗｉｄｔｈ letters.', 'width'],
  ['A party 🎉 at noon.', '🎉'],
  ['To be, or not to be: that is it.', 'to be or not to be'],
  ['我们昨天在湖边讨论了机器学习的方法。', '机器学习'],
  ['我们昨天在湖边讨论了机器学习的方法。', '方法'],
  ['我买了一本书', '书'],
  ['這本書講的是臺灣的歷史。', '歷史'],
  ['昨日は図書館で小説を読みました。', '図書館'],
  ['コンピュータを買った。', 'コンピュータ'],
  ['어제 도서관에서 소설을 읽었습니다.', '도서관'],
  ['เมื่อวานนี้ฉันไปห้องสมุดกับเพื่อน', 'ห้องสมุด'],
  ['ខ្ញុំទៅបណ្ណាល័យជាមួយមិត្តភក្តិ', 'បណ្ណាល័យ'],
  ['ຂ້ອຍໄປຫ້ອງສະໝຸດ', 'ຫ້ອງສະໝຸດ'],
  ['मैं आज पुस्तकालय गया।', 'पुस्तकालय'],
  ['ذهبتُ إلى المكتبة أمس.', 'المكتبه'],
  ['می‌روم به کتابخانه', 'كتابخانه'],
  ['用Python处理照片很方便。', '照片 Python'],
  ['Tiếng Việt và Đà Nẵng.', 'da nang'],
  ['İstanbul ve ılık su.', 'ilik'],
])('%j is found by %j', (text, query) => {
  expect(finds(text, query)).toBe(true);
});

test.each([
  ['我们昨天在湖边讨论了天气。', '机器学习'],
  ['The letter c stands here.', 'C++'],
  ['Atlas and t-shirts.', 'AT&T'],
  ['A bicycle.', 'velocipede'],
  ['हम घर गए।', 'पुस्तकालय'],
])('%j is not found by %j', (text, query) => {
  expect(finds(text, query)).toBe(false);
});

test('finds what is inside a run, wherever it begins and ends', () => {
  const character = fc.constantFrom(...'我们昨天在湖边讨论了机器学习のをแมวកម한글');
  fc.assert(
    fc.property(fc.array(character, { minLength: 3, maxLength: 12 }), fc.nat(), fc.nat(), (run, a, b) => {
      const from = a % run.length;
      const part = run.slice(from, from + 1 + (b % (run.length - from)));
      const asked = searchedFor(part.join('')).replace(/^"|"\*?$/g, '');
      // As FTS5 sees it: words in a row.
      expect(` ${searchable(run.join('')).trim().replace(/ +/g, ' ')} `).toContain(
        part.length === 1 ? ` ${asked}` : ` ${asked.replace(/ +/g, ' ')} `,
      );
    }),
  );
});

test('indexes and finds any text', () => {
  const unit = fc.constantFrom(...'aŁß😀C++#&&T。机器Ωά"*');
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit })), (text) => {
      expect(searchedFor(text)).toMatch(/^"(?:[^"]|"")*"\*?$/);
    }),
  );
});

test('tells words of scripts without spaces apart', () => {
  expect(plainWords('我喜欢机器学习')).toContain('喜欢');
  expect(plainWords('昨日は図書館で読みました')).toContain('図書館');
  expect(plainWords('The kettle and the cat')).toEqual(['kettle', 'cat']);
});
