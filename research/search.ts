/**
 * How well and how fast search works. On 60 questions in twelve languages about 72 short notes of our own:
 * node research/search.ts
 * The time of the same questions among ITEMS notes made from the words of files of items:
 * node research/search.ts ITEMS FILE.jsonl…
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { HistoryStore } from '../src/core/history/store/store.ts';
import { search } from '../src/core/retrieval/search.ts';
import { seededRandom } from '../src/core/support/random.ts';

/** By language: what is asked, and the note that answers; a note without a question is only a distractor. */
const NOTES: Record<string, [question: string, note: string][]> = {
  en: [
    ['C++', 'At night I rewrote the old parser in C++, and by morning it was twice as fast.'],
    ['AT&T', 'My aunt worked for AT&T when telephones still had bells.'],
    ['R', 'The statistics were done in R, the plots by hand.'],
    ['H2O', 'Two parts of hydrogen, one of oxygen: H₂O, said the teacher, and drank it.'],
    ['office', 'The oﬃce on the second ﬂoor is empty since spring.'],
    ['', 'The letter c is the third one, and it is often silent before k.'],
  ],
  de: [
    ['strassburg', 'Von Kehl aus gingen wir über die Brücke nach Straßburg.'],
    ['Fußgänger', 'Die Fussgänger warten an der Ampel, auch nachts.'],
    ['mühle', 'Der Fluss zieht an der alten Mühle vorbei.'],
    ['zwetschgen', 'Aus den Zwetschgen wird im Herbst Mus gekocht.'],
    ['übung', 'Eine UEBUNG heißt im Heft Übung, und macht den Meister.'],
    ['', 'Die Straße war nass, und keiner ging hinaus.'],
  ],
  fr: [
    ['oeuvre', 'Son œuvre tient dans une valise, disait le gardien.'],
    ['noel', 'À Noël, la maison sentait la cannelle et la cire.'],
    ['chateau', 'Le château n’ouvre que le dimanche après-midi.'],
    ['aout', 'En août, la ville se vide et les chats règnent.'],
    ['garcon', 'Le garçon du café connaît toutes les histoires.'],
    ['', 'La ville dort, et le fleuve passe sans bruit.'],
  ],
  pl: [
    ['lodz', 'Pojechaliśmy do Łodzi, bo Łódź jest miastem z cegły.'],
    ['zolw', 'Żółw sąsiada uciekł do ogrodu.'],
    ['ksiazki', 'Książki stoją na półce według kolorów.'],
    ['slonce', 'Słońce zaszło za las, zanim skończyliśmy.'],
    ['maly', 'Mały sklep na rogu jest znowu otwarty.'],
    ['', 'Las jest cichy, a droga długa.'],
  ],
  da: [
    ['smorrebrod', 'Til frokost var der smørrebrød og en kold øl.'],
    ['kobenhavn', 'Toget til København var forsinket igen.'],
    ['aeble', 'Et æble om dagen, sagde min mormor.'],
    ['sondag', 'Om søndagen går vi langs havnen.'],
    ['gron', 'Den grøn­ne dør fører til haven; alt er grøn nu.'],
    ['', 'Havnen er stille, når bådene er ude.'],
  ],
  el: [
    ['ελλαδα', 'Το καλοκαίρι πήγαμε στην Ελλάδα με το πλοίο.'],
    ['θαλασσα', 'Η θάλασσα ήταν ήρεμη το πρωί.'],
    ['οδυσσέας', 'Ο ΟΔΥΣΣΕΑΣ γύρισε στο σπίτι του αργά.'],
    ['βιβλιοθηκη', 'Στη βιβλιοθήκη υπάρχει μια παλιά σόμπα.'],
    ['ψωμι', 'Το ψωμί χρειάζεται χρόνο και υπομονή.'],
    ['', 'Το πρωί ο δρόμος ήταν άδειος.'],
  ],
  ru: [
    ['елка', 'Ёлка стояла в углу до самого марта.'],
    ['зелёный', 'Зеленый чай остыл, пока мы говорили.'],
    ['береза', 'Под окном растёт берёза, посаженная дедом.'],
    ['библиотека', 'Библиотека в нашей деревне открыта по средам.'],
    ['мед', 'Мёд этого года пахнет липой.'],
    ['', 'Деревня зимой пуста, и снег лежит до апреля.'],
  ],
  zh: [
    ['机器学习', '我们昨天在湖边讨论了机器学习的方法，然后一起吃了晚饭。'],
    ['西红柿', '奶奶在院子里种了黄瓜和西红柿，夏天吃不完。'],
    ['图书馆', '下雨的时候我喜欢去镇上的图书馆看报纸。'],
    ['笔记', '他把每天的想法都写在笔记里。'],
    ['照片 Python', '我用Python把旧照片按日期整理好了。'],
    ['', '今天的天气很好，我们在公园里散步。'],
  ],
  ja: [
    ['図書館', '昨日は町の図書館で古い新聞を読みました。'],
    ['コンピュータ', '祖父は初めてコンピュータを買った日のことをよく話す。'],
    ['桜', '駅までの道には桜が並んでいる。'],
    ['料理', '母の料理は季節ごとに変わる。'],
    ['自転車', '自転車で川沿いを走ると風が冷たい。'],
    ['', '今日は雨なので、家で手紙を書きます。'],
  ],
  ko: [
    ['도서관', '어제 도서관에서 오래된 지도를 찾았습니다.'],
    ['자전거', '자전거를 타고 강을 따라 달렸다.'],
    ['김치', '할머니가 담근 김치는 겨울에 더 맛있다.'],
    ['편지', '편지를 쓰다가 잠이 들었다.'],
    ['바다', '바다는 아침에 가장 조용하다.'],
    ['', '오늘은 비가 와서 집에 있었다.'],
  ],
  th: [
    ['ห้องสมุด', 'เมื่อวานนี้ฉันไปห้องสมุดกับเพื่อนแล้วเดินกลับบ้าน'],
    ['กาแฟ', 'พ่อชอบดื่มกาแฟตอนเช้าก่อนไปทำงาน'],
    ['ทะเล', 'ปีที่แล้วเราไปเที่ยวทะเลด้วยกันทั้งครอบครัว'],
    ['หนังสือ', 'น้องสาวเก็บหนังสือเก่าไว้ใต้เตียง'],
    ['ดอกไม้', 'แม่ปลูกดอกไม้ไว้หน้าบ้านหลายชนิด'],
    ['', 'วันนี้ฝนตกหนักเราจึงอยู่บ้าน'],
  ],
  hi: [
    ['पुस्तकालय', 'कल मैं गाँव के पुस्तकालय में बैठकर अख़बार पढ़ रहा था।'],
    ['हिन्दी', 'दादी ने हमें हिन्दी की कहानियाँ सुनाईं।'],
    ['नदी', 'शाम को नदी के किनारे हवा ठंडी थी।'],
    ['चाय', 'बारिश में गरम चाय से अच्छा कुछ नहीं।'],
    ['किताबें', 'पुरानी किताबें अलमारी में रखी हैं।'],
    ['', 'आज धूप तेज़ है और सड़क ख़ाली।'],
  ],
};

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ownhand-search-'));
process.on('exit', () => fs.rmSync(folder, { recursive: true, force: true }));
const store = HistoryStore.open(path.join(folder, 'history.db'));
const put = (id: string, text: string) =>
  store.upsert({ id, source: `/${id}.md`, kind: 'item', date: null, title: '', tags: [], text, sha256: id });

store.transaction(() => {
  for (const [language, notes] of Object.entries(NOTES)) {
    for (const [i, [, note]] of notes.entries()) put(`${language}${i}`, note);
  }
});
const [count, ...files] = process.argv.slice(2);
if (count !== undefined) fill(Number(count), files);
const questions = Object.entries(NOTES).flatMap(([language, notes]) =>
  notes.flatMap(([question], i) => (question === '' ? [] : [{ language, question, id: `${language}${i}` }])),
);

/** Processor time so far, in milliseconds: other programs do not count. */
const cpu = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

const times: number[] = [];
let [all, languages] = [0, 0];
for (const language of Object.keys(NOTES)) {
  let sum = 0;
  const asked = questions.filter((each) => each.language === language);
  for (const { question, id } of asked) {
    const start = cpu();
    const place = search(store, question).findIndex((hit) => hit.id === id);
    times.push(cpu() - start);
    sum += place < 0 ? 0 : 1 / (place + 1);
  }
  console.log(`${language}: MRR ${(sum / asked.length).toFixed(2)}`);
  all += sum / asked.length;
  languages++;
}
console.log(`all ${questions.length}: MRR ${(all / languages).toFixed(3)}`);
if (count !== undefined) {
  // Titles and beginnings as people type them, in addition to the questions.
  const random = seededRandom(3);
  const vocabulary = wordsOf(files);
  for (let n = 0; n < 400; n++) {
    const words = Array.from(
      { length: 1 + Math.floor(random() * 4) },
      () => vocabulary[Math.floor(random() * vocabulary.length)]!,
    );
    const start = cpu();
    search(store, words.join(' '));
    times.push(cpu() - start);
  }
}
times.sort((a, b) => a - b);
const at = (share: number) => times[Math.min(times.length - 1, Math.floor(share * times.length))]!.toFixed(1);
console.log(
  `${store.count()} notes, ${times.length} searches: median ${at(0.5)} ms, 95 % ${at(0.95)} ms, most ${at(1)} ms`,
);

function wordsOf(paths: string[]): string[] {
  return paths.flatMap(
    (file) =>
      fs
        .readFileSync(file, 'utf8')
        .match(/(?<=[^\p{L}\\])\p{L}{2,}/gu)
        ?.slice(0, 60_000) ?? [],
  );
}

/** Notes of 120 words drawn by frequency, and every tenth of characters in Chinese, Japanese or Thai. */
function fill(items: number, paths: string[]): void {
  const random = seededRandom(2);
  const words = wordsOf(paths);
  const others = ['zh', 'ja', 'th', 'ko'].flatMap((language) => NOTES[language]!.map(([, note]) => note));
  const clauses = others.flatMap((note) => note.split(/[，。、 ]/)).filter(Boolean);
  const draw = (from: string[]) => from[Math.floor(random() * from.length)]!;
  for (let i = 0; i < items; i += 1000) {
    store.transaction(() => {
      for (let j = i; j < Math.min(i + 1000, items); j++) {
        // Characters of clauses are mixed, so that the questions' own words hardly occur.
        const mixed = () => [...draw(clauses)].map(() => draw([...draw(clauses)])).join('');
        const text =
          j % 10 === 0
            ? Array.from({ length: 30 }, mixed).join('，')
            : Array.from({ length: 120 }, () => draw(words)).join(' ');
        put(`f${j}`, text);
      }
    });
  }
  store.text.optimize();
}
