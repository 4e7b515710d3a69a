import { describe, expect, test } from 'vitest';
import { decode, isPlainEncoding } from '../../../src/core/text/decode.ts';

const GERMAN = 'Heute war ich in der Bücherei und habe abgeschrieben, wie man früher mit Wasser die Zeit gemessen hat.';
const RUSSIAN = 'Сегодня я ходил в библиотеку и переписал устройство водяных часов в тетрадь.';

/** A text in a single-byte encoding, found by asking the decoder about each byte. */
function encode(text: string, encoding: string): Buffer {
  const all = Uint8Array.from({ length: 256 }, (_, i) => i);
  const decoder = new TextDecoder(encoding);
  const bytes = new Map([...all].map((byte) => [decoder.decode(Uint8Array.of(byte)), byte]));
  return Buffer.from([...text].map((char) => bytes.get(char) ?? 0x3f));
}

describe('old encodings', () => {
  test.each([
    ['windows-1252', GERMAN],
    ['windows-1252', 'Hier, nous étions à la bibliothèque, où l’on nous a montré une très vieille horloge à eau.'],
    ['windows-1252', 'I didn’t find the book that I wanted, so I read “Clocks of Old” in the rain instead of it.'],
    ['windows-1250', 'Dziś poszedłem do biblioteki i przepisałem do zeszytu, jak dawniej mierzono czas wodą.'],
    ['iso-8859-2', 'Dziś poszedłem do biblioteki i przepisałem do zeszytu, jak dawniej mierzono czas wodą.'],
    ['windows-1250', 'Dnes jsem šel do knihovny a opsal si do sešitu, jak se dříve měřil čas vodou. Nikdo to nevěděl.'],
    ['iso-8859-15', 'Le cœur et les œufs : ça sentait l’été.'.replace('’', "'").repeat(3)],
    ['windows-1255', 'הדוד שלי חצה את האגם בסירה בכל יום ראשון, והמכתבים של סבתא שלי מספרים על כך בגאווה.'],
    ['windows-1251', RUSSIAN],
    ['koi8-r', RUSSIAN],
    ['ibm866', RUSSIAN],
    ['iso-8859-5', RUSSIAN],
    ['windows-1253', 'Σήμερα πήγα στη βιβλιοθήκη και αντέγραψα πώς μετρούσαν παλιά τον χρόνο με το νερό.'],
    ['windows-1254', 'Bugün kütüphaneye gittim ve eskiden zamanın suyla nasıl ölçüldüğünü deftere yazdım.'],
    [
      'windows-1255',
      'היום הלכתי לספרייה והעתקתי למחברת איך מדדו פעם את הזמן במים. שאלתי איזה שעון היה המדויק ביותר, אבל איש לא ידע. בדרך הביתה ירד גשם והמחברת נרטבה קצת.',
    ],
    ['windows-1256', 'ذهبت اليوم إلى المكتبة ونسخت في الدفتر كيف كانوا يقيسون الوقت بالماء قديما.'],
    ['windows-1257', 'Šiandien nuėjau į biblioteką ir nusirašiau į sąsiuvinį, kaip seniau laikas buvo matuojamas.'],
    ['windows-874', 'วันนี้ฉันไปห้องสมุดและจดวิธีวัดเวลาด้วยน้ำในสมัยก่อนลงในสมุด ฉันถามว่านาฬิกาเรือนไหนแม่นที่สุด'],
  ])('reads %s: %s', (encoding, text) => {
    const read = decode(encode(text, encoding));
    expect(read?.text).toBe(text);
    expect(read && isPlainEncoding(read)).toBe(false);
  });

  test('one stray byte in a long English text is left out', () => {
    const english = 'I went to the library and copied how time was told by water. '.repeat(5);
    const bytes = Buffer.concat([Buffer.from(english), Buffer.of(0xff), Buffer.from(english)]);
    expect(decode(bytes)?.text).toBe(english + english);
  });

  test('are not guessed if they cannot be told', () => {
    expect(
      decode(Buffer.from([...'Xa ', 0xe9, 0xb9, 0xc8, 0xb3, 0xa1].map((each) => Number(each) || 0x41))),
    ).toBeNull();
    expect(decode(Buffer.from(Array.from({ length: 400 }, (_, i) => 0x80 + ((i * 37) % 128))))).toBeNull();
  });
});

describe('Unicode', () => {
  test('UTF-16 is read with and without its mark', () => {
    for (const mark of ['', '\uFEFF']) {
      const read = decode(Buffer.from(mark + GERMAN, 'utf16le'));
      expect(read).toEqual({ text: GERMAN, encoding: 'utf-16le' });
      expect(decode(Buffer.from(mark + GERMAN, 'utf16le').swap16())).toEqual({ text: GERMAN, encoding: 'utf-16be' });
    }
  });

  test.each([
    ['a lead byte', [0xd0], ''],
    ['a mark of Windows', [0x92], '’'],
    ['a stray byte', [0xff], ''],
    ['a sequence that is cut short', [0xe3, 0x81], ''],
  ])('%s does not spoil the rest', (_, bytes, there) => {
    const [before, after] = [RUSSIAN.slice(0, 30), RUSSIAN.slice(30)];
    const read = decode(Buffer.concat([Buffer.from(before), Buffer.from(bytes), Buffer.from(after)]));
    expect(read?.text).toBe(before + there + after);
  });
});
