import { describe, expect, it } from 'vitest';
import { readTraits } from '../../src/example/model-traits.ts';

describe('readTraits', () => {
  it.each([
    // 4 bits each are 4 GB, 16 bits each are 2 GB.
    [{ F4: 8e9, BF16: 1e9 }, 6e9],
    [{ F8_E4M3: 2e9, F8_E8M0: 1e6, F32: 5e8 }, 4.001e9],
    [{ F6_E2M3: 4e9 }, 3e9],
    [{ toString: 10 }, 20],
  ])('adds up the bytes of %j', (parameters, bytes) => {
    const info = { id: 'acme/mixed', tags: [], siblings: [], safetensors: { parameters } };
    expect(readTraits(info, new Set()).bytes).toBe(bytes);
  });
});
