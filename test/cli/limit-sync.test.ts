import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { createLimitSync } from '../../src/cli/context/limit-sync.ts';
import { notebookOf } from '../generate/from-card.ts';

const SCRIPT = fileURLToPath(new URL('limited-work.ts', import.meta.url));

/** Starts work, sends the signal once it is running, and resolves to the output and the exit status of the process. */
async function work(kind: string, limitMs: number, signal?: NodeJS.Signals) {
  const child = spawn(process.execPath, ['--import', 'tsx', SCRIPT, kind, String(limitMs)]);
  let output = '';
  child.stdout.on('data', (data) => {
    output += String(data);
    if (signal !== undefined && String(data).includes('started')) setTimeout(() => child.kill(signal), 200);
  });
  const [code, by] = await once(child, 'close');
  return { lines: output.trim().split('\n'), code, by };
}

describe.skipIf(process.platform === 'win32')('synchronous work', () => {
  it.each(['loop', 'regex', 'replace', 'recursion'])('ends at its limit: %s', async (kind) => {
    expect(await work(kind, 100)).toEqual({
      lines: ['started', 'ERR_SCRIPT_EXECUTION_TIMEOUT', 'listeners: 1, 1'],
      code: 0,
      by: null,
    });
  });

  it('returns its value within the limit', async () => {
    expect((await work('quick', 60_000)).lines).toEqual(['started', 'done', 'listeners: 1, 1']);
  });

  it('ends on Ctrl-C, which then reaches the listeners', async () => {
    expect(await work('loop', 60_000, 'SIGINT')).toEqual({
      lines: ['started', 'SIGINT arrived', 'ERR_SCRIPT_EXECUTION_INTERRUPTED', 'listeners: 1, 1'],
      code: 0,
      by: null,
    });
  });

  it('ends on SIGTERM', async () => {
    expect(await work('regex', 60_000, 'SIGTERM')).toEqual({ lines: ['started'], code: null, by: 'SIGTERM' });
  });
});

describe('a card whose processing does not end', () => {
  const card =
    '# Use\n\n```python\nfrom transformers import pipeline\nprint(pipeline(model="acorn/poet")("Hi"))\n```\n';

  it.each([0, 1, 2, 3])(
    'generates a notebook from the metadata, whichever step hangs: %i',
    async (hanging) => {
      const limitSync = createLimitSync(process);
      let steps = 0;
      const made = await notebookOf(card, {}, (run) =>
        limitSync(() => {
          if (steps++ === hanging) for (;;);
          return run();
        }, 300),
      );
      expect(made.strategy).not.toBe('readme-python');
      expect(made.warnings).toContain(
        'Processing the model card took too long, so this notebook was generated without it.',
      );
      expect(made.sources).toHaveLength(7);
    },
  );
});
