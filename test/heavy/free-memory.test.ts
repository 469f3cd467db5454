import { describe, expect, it } from 'vitest';
import { linesAfter } from './clean-up-lines.ts';
import { hasPython } from './python.ts';
import { runCells } from './run-cells.ts';

describe.skipIf(!hasPython('nbformat', 'nbclient', 'ipykernel'))(
  'the first lines of cell 6, in a kernel',
  () => {
    // Counts models instead of bytes, and the calls that empty the GPU's cache.
    const STAND_IN = `
import sys, types, weakref
torch = types.ModuleType("torch")
torch.cuda = types.SimpleNamespace(empty_cache=lambda: print("cache emptied"))
sys.modules["torch"] = torch
alive = weakref.WeakSet()
class AutoModel:
    @classmethod
    def from_pretrained(cls, name):
        model = cls()
        model.itself = model
        alive.add(model)
        return model
`;
    const EXAMPLE = 'model = AutoModel.from_pretrained("a/b")\nnumber = 3';

    it('free a model with reference cycles, and keep everything else', async () => {
      const run = await runCells([STAND_IN, EXAMPLE, `${linesAfter(EXAMPLE)}\nprint(len(alive), number)`]);
      expect(run.failure).toBeNull();
      expect(run.text).toBe('cache emptied\n0 3\n');
    });

    it('do not fail if cell 5 was skipped', async () => {
      const run = await runCells([STAND_IN, `${linesAfter(EXAMPLE)}\nprint(len(alive))`]);
      expect(run.failure).toBeNull();
      expect(run.text).toBe('cache emptied\n0\n');
    });
  },
);
