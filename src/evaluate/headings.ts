import { METRICS, type Metric } from './metrics.ts';

/** Figures as tables and plots name them. */
export const HEADINGS: Record<string, string> = {
  rouge1: 'Title ROUGE-1',
  rougeL: 'Title ROUGE-L',
  acc1: 'Tags accuracy@1',
  f1: 'Tags micro-F1',
  meanF1: 'Tags mean F1',
  bitsPerByte: 'Bits per byte',
  medianBitsPerByte: 'Median bits per byte',
  keystrokesSaved: 'Keystrokes saved',
};

/** The figures that decide: of each task the one that says most, and for tags both ways of averaging. */
export const DECISIVE: readonly Metric[] = ['f1', 'meanF1', 'rougeL', 'bitsPerByte'].map(
  (name) => METRICS.find((metric) => metric.name === name)!,
);
