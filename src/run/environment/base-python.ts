import { stripControl } from '../../encode/terminal-text.ts';
import { NotebookRunError } from '../../errors.ts';
import { findCommand, type ProgramSource } from '../find-command.ts';
import { findPythons, type PythonCandidate } from '../python-candidates.ts';
import { describeEnd, type ProgramResult, runProgram } from '../run-program.ts';

/** The interpreter that environments are created with. It is not changed. */
export interface BasePython {
  path: string;
  version: string;
  /** What its environments depend on: implementation, version, location and platform. */
  identity: string;
  /** Whether it can create environments with pip. Debian moves this part to another package. */
  hasVenv: boolean;
}

const PROBE = `
import json, sys, sysconfig
from importlib.util import find_spec
version = ".".join(map(str, sys.version_info[:3]))
print(json.dumps({
    "path": sys.executable,
    "version": version,
    "identity": " ".join([sys.implementation.name, version, sys.base_prefix, sysconfig.get_platform()]),
    "hasVenv": bool(find_spec("venv") and find_spec("ensurepip")),
}))
`;
const PROBE_MS = 20_000;

/**
 * The first Python that runs: that of the active environment, then those on PATH, then those that uv installed.
 * @throws NotebookRunError `NO_PYTHON`, or the signal's reason
 */
export async function findBasePython(
  source: ProgramSource & { signal: AbortSignal },
  uv: string | undefined,
): Promise<BasePython> {
  const problems: string[] = [];
  for (const candidate of findPythons(source)) {
    const found = await probe(candidate, source);
    if (typeof found !== 'string') return found;
    problems.push(`${stripControl(candidate.path)}: ${found}`);
  }
  const managed = uv === undefined ? undefined : await findManagedPython(uv, source);
  if (managed !== undefined) {
    const found = await probe({ path: managed, args: [], origin: 'uv' }, source);
    if (typeof found !== 'string') return found;
  }
  const reason = problems.length === 0 ? '' : `: ${problems.join('; ')}`;
  throw new NotebookRunError(`no Python found to run the notebook with${reason}`, {
    code: 'NO_PYTHON',
    hint: `Install Python 3 (${uv === undefined ? installCommand(source) : 'uv python install'}), or choose one with --python.`,
  });
}

async function probe(
  { path, args }: PythonCandidate,
  source: ProgramSource & { signal: AbortSignal },
): Promise<BasePython | string> {
  // Isolated, and without writing bytecode next to the standard library.
  const { ended, lastLine } = await ask(path, [...args, '-I', '-B', '-c', PROBE], source);
  try {
    const facts = JSON.parse(lastLine) as BasePython;
    if ([facts.path, facts.version, facts.identity].every((fact) => typeof fact === 'string')) return facts;
  } catch {
    // Reported below.
  }
  return describeEnd(ended);
}

async function findManagedPython(
  uv: string,
  source: ProgramSource & { signal: AbortSignal },
): Promise<string | undefined> {
  const { lastLine } = await ask(uv, ['python', 'find', '--no-project', '--no-python-downloads'], source);
  return lastLine.trim() || undefined;
}

/** Runs a program and reads the last line that it prints. */
async function ask(
  path: string,
  args: readonly string[],
  { env, cwd, signal }: ProgramSource & { signal: AbortSignal },
): Promise<{ ended: ProgramResult; lastLine: string }> {
  let lastLine = '';
  const ended = await runProgram(path, args, {
    env,
    cwd,
    stopBy: 'SIGTERM',
    timeoutMs: PROBE_MS,
    signal,
    onLine: (line) => {
      lastLine = line;
    },
  });
  return { ended, lastLine };
}

/** How to install Python on this system. */
function installCommand(source: ProgramSource): string {
  if (source.platform === 'win32') return 'winget install Python.Python.3.13';
  if (source.platform === 'darwin') return 'brew install python3';
  return findCommand('apt', source) === undefined ? 'with your package manager' : 'apt install python3-venv';
}
