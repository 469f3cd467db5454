import { spawnSync } from 'node:child_process';

/** The interpreter that the tests of this folder use, with nbformat, nbclient, ipykernel, jupytext and huggingface_hub. */
export const PYTHON = process.env.ALACARD_PYTHON ?? 'python3';

/**
 * Whether Python with these modules is available. If it is required (ALACARD_REQUIRE_PYTHON=1), throws if it is not.
 */
export function hasPython(...modules: string[]): boolean {
  const probe = spawnSync(PYTHON, ['-c', modules.map((name) => `import ${name}`).join('\n')], {
    encoding: 'utf8',
  });
  if (probe.status === 0) return true;
  if (process.env.ALACARD_REQUIRE_PYTHON === '1') {
    throw new Error(
      `${PYTHON} with ${modules.join(', ') || 'no modules'} is required: ${probe.stderr ?? probe.error}`,
    );
  }
  return false;
}

/** Runs a script with JSON on its standard input and returns the JSON it prints. */
export function runPython(script: string, input: unknown, env: NodeJS.ProcessEnv = process.env): unknown {
  const run = spawnSync(PYTHON, ['-c', script], {
    input: JSON.stringify(input),
    encoding: 'utf8',
    env: { ...env, PYTHONIOENCODING: 'utf-8' },
    maxBuffer: 1 << 28,
  });
  if (run.status !== 0) throw new Error(run.stderr || String(run.error));
  return JSON.parse(run.stdout) as unknown;
}
