/**
 * Whether our scorer agrees with KeyType's published results.
 * node test/bench/ours/keytypeScorer.ts CASES.jsonl ROWS.jsonl
 * ROWS are those of KeyTypeBench-20260607/Results/edge-midline-production-conservative/rows.jsonl. Prints the rows that
 * differ, and the figures of all of them.
 */
import path from 'node:path';
import { readCases, readRows } from '../keytype/cases.ts';
import { aggregate, type Scored, score } from '../keytype/scorer.ts';

const [casesFile, rowsFile] = process.argv.slice(2);
const cases = readCases(path.dirname(casesFile), path.basename(casesFile, '.jsonl'));
if (!cases) throw new Error(`there is no file ${casesFile}`);
const byId = new Map(cases.map((each) => [each.id, each]));
const scored: Scored[] = [];
let different = 0;
for (const { caseID, outcome, shownText, suppressionReason } of readRows(rowsFile)) {
  const found = byId.get(caseID);
  if (!found) throw new Error(`there is no case ${caseID}`);
  const ours = score(found.expected, { text: shownText ?? null, reason: suppressionReason ?? null });
  scored.push({ kind: found.expected.kind, outcome: ours });
  if (ours === outcome) continue;
  different++;
  console.log(`${caseID}: ${ours}, published ${outcome}`);
}
console.log(`${scored.length} rows, ${different} scored otherwise; ${JSON.stringify(aggregate(scored))}`);
process.exitCode = different > 0 ? 1 : 0;
