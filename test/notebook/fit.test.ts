import { describe, expect, it } from 'vitest';
import { measureFit } from '../../src/notebook/fit.ts';

const HALF = { gpu: 2, cpu: 4, spread: true };
const FULL = { gpu: 4, cpu: 4, spread: false };

const gigabytes = (bytes: number) => Math.round(bytes / 1e8) / 10;

describe('measureFit', () => {
  // The memory needed is parameters x bytes x 1.2, or in 4-bit precision parameters x (0.85 x 4.127 / 8 + 0.15 x bytes) x 1.2.
  it.each([
    [
      'Llama 3.1 8B',
      8_030_261_248,
      HALF,
      ['19.3 no', '19.3 yes', '38.5 no'],
      ['7.1 yes', '7.1 yes', '10 yes'],
    ],
    [
      'Qwen 2.5 3B',
      3_085_938_688,
      HALF,
      ['7.4 yes', '7.4 yes', '14.8 no'],
      ['2.7 yes', '2.7 yes', '3.8 yes'],
    ],
    [
      'Qwen 2.5 32B',
      32_763_876_352,
      HALF,
      ['78.6 no', '78.6 no', '157.3 no'],
      ['29 no', '29 yes', '40.8 no'],
    ],
    ['BERT base', 110_106_428, FULL, ['0.5 yes', '0.5 yes', '0.5 yes'], ['0.1 yes', '0.1 yes', '0.1 yes']],
    ['12.4 GB on one T4 of two', 3_200_000_000, FULL, ['15.4 no', '15.4 no', '15.4 no'], undefined],
  ] as const)('%s', (_, parameters, loading, whole, quantized) => {
    const { rows } = measureFit(parameters, loading, quantized !== undefined);
    const show = (cell?: { needs: number; fits: boolean }) =>
      cell && `${gigabytes(cell.needs)} ${cell.fits ? 'yes' : 'no'}`;
    expect(rows.map((row) => row.machine)).toEqual(['colab', 'kaggle', 'cpu']);
    expect(rows.map((row) => show(row.whole))).toEqual(whole);
    if (quantized) expect(rows.map((row) => show(row.quantized))).toEqual(quantized);
    else expect(rows.some((row) => 'quantized' in row)).toBe(false);
  });

  // bitsandbytes does not quantize vocabulary x width parameters, or twice as many if input and output have separate
  // ones.
  it.each([
    ['Llama 3.1 8B', 8_030_261_248, 2 * 128_256 * 4096],
    ['Qwen 2.5 7B', 7_615_616_512, 2 * 152_064 * 3584],
    ['Gemma 2 9B', 9_241_705_984, 256_000 * 3584],
    ['Qwen 2.5 3B', 3_085_938_688, 151_936 * 2048],
  ])(
    'counts for %s in 4-bit precision what its shapes give, or a little more',
    (_, parameters, untouched) => {
      const exact = (parameters - untouched) * (4.127 / 8) + untouched * 2;
      const ratio = measureFit(parameters, HALF, true).quantized!.gpu / exact;
      expect(ratio).toBeGreaterThan(0.99);
      expect(ratio).toBeLessThan(1.12);
    },
  );
});
