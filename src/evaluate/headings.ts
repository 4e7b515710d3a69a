import { METRICS, type Metric } from './metrics.ts';

/** Names of figures in tables and plots. */
export const HEADINGS: Record<string, string> = {
  rouge1: 'Title ROUGE-1',
  rougeL: 'Title ROUGE-L',
  acc1: 'Tags accuracy@1',
  f1: 'Tags micro-F1',
  meanF1: 'Tags mean F1',
  bitsPerByte: 'Bits per byte',
  medianBitsPerByte: 'Median bits per byte',
  keystrokesSaved: 'Keystrokes saved',
  shown: 'Shown',
  firstWordRight: 'First word right',
  allRight: 'All right',
  wrongShow: 'Wrong-show',
  charactersSaved: 'Characters saved of 100',
  charactersSavedByWord: 'Characters saved of 100, word by word',
  secondsSaved: 'Seconds saved per 100 characters',
  ece: 'Calibration error',
};

/** The figures that decide: for each task the most telling one, and for tags both ways of averaging. */
export const DECISIVE: readonly Metric[] = ['f1', 'meanF1', 'rougeL', 'bitsPerByte'].map(
  (name) => METRICS.find((metric) => metric.name === name)!,
);
