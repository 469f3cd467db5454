import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BIN } from '../e2e/run-alacard.ts';
import { hasPython, runPython } from './python.ts';

/** Types into a shell on a pseudo-terminal, presses TAB, and reads the words that the command then received. */
const TYPE = `
import json, os, pty, select, sys, time
shell, setup, lines = json.load(sys.stdin)
pid, fd = pty.fork()
if pid == 0:
    os.environ.update(TERM="dumb", PS1="$ ", HOME=os.getcwd())
    os.execvp(shell[0], shell)
def read(until, seconds=20):
    text, end = "", time.time() + seconds
    while until not in text and time.time() < end:
        if select.select([fd], [], [], 0.1)[0]:
            try:
                text += os.read(fd, 65536).decode("utf8", "replace")
            except OSError:
                break
    return text
os.write(fd, (setup + "\\necho REA''DY\\n").encode())
read("READY")
found = []
for line in lines:
    os.write(fd, line.encode() + b"\\t")
    time.sleep(0.7)
    os.write(fd, b"\\n")
    text = read("<END>")
    found.append(text.split("<GOT>", 1)[1].split("<END>")[0] if "<GOT>" in text else text)
os.write(fd, b"exit\\n")
json.dump(found, sys.stdout)
`;

const CASES: [typed: string, words: string][] = [
  ['alacard gen', 'generate'],
  ['alacard config g', 'config get'],
  ['alacard config get snip', 'config get snippets'],
  ['alacard generate --dry', 'generate --dry-run'],
  ['alacard generate --format ip', 'generate --format ipynb'],
  ['alacard --json cache ver', '--json cache verify'],
  ['alacard completion pow', 'completion powershell'],
  ['alacard open spa', 'open space name.ipynb'],
  ['alacard generate gpt2 -o spa', 'generate gpt2 -o space name.ipynb'],
  ['alacard help off', 'help offline'],
];

let folder = '';
const script = (shell: string) => join(folder, `completion.${shell}`);
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'alacard-completion-'));
  for (const shell of ['bash', 'zsh', 'fish', 'powershell']) {
    writeFileSync(script(shell), execFileSync(process.execPath, [BIN, 'completion', shell]));
  }
  writeFileSync(join(folder, 'space name.ipynb'), '{}');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Whether the shell is available. If everything is required, throws if it is not. */
function hasShell(name: string): boolean {
  if (spawnSync(name, ['-c', 'exit 0']).status === 0) return true;
  if (process.env.ALACARD_REQUIRE_PYTHON === '1') throw new Error(`${name} is required`);
  return false;
}

const SHOW = 'alacard() { printf \'<GOT>%s<END>\' "$*"; }';

describe.skipIf(!hasPython())('a real shell completes', () => {
  const type = (shell: string[], setup: string) => {
    const typed = CASES.map(([line]) => line);
    const cwd = process.cwd();
    try {
      process.chdir(folder);
      return runPython(TYPE, [shell, setup, typed]) as string[];
    } finally {
      process.chdir(cwd);
    }
  };
  const expected = CASES.map(([, words]) => words);

  test.skipIf(!hasShell('bash'))('bash', () => {
    const found = type(['bash', '--norc', '--noprofile', '-i'], `${SHOW}; source ${script('bash')}`);
    expect(found.map((words) => words.trim())).toEqual(expected);
  });

  test.skipIf(!hasShell('zsh'))('zsh', () => {
    const setup = `unsetopt zle_bracketed_paste; autoload -U compinit; compinit -u -D; ${SHOW}; source ${script('zsh')}`;
    expect(type(['zsh', '-f', '-i'], setup).map((words) => words.trim())).toEqual(expected);
  });

  test.skipIf(!hasShell('fish'))('fish', () => {
    // fish can print its completions without a terminal.
    const found = CASES.map(([line]) =>
      execFileSync('fish', ['-c', `source ${script('fish')}; complete -C '${line}'`], {
        cwd: folder,
        encoding: 'utf8',
      }),
    );
    const last = CASES.map(([line, words]) =>
      words.slice(line.slice('alacard '.length).lastIndexOf(' ') + 1),
    );
    expect(found.map((offers) => offers.split(/[\t\n]/)[0]!.replaceAll('\\', ''))).toEqual(last);
  });
});
