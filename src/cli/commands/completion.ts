import { bashCompletion } from '../completion/bash.ts';
import { describeCommand } from '../completion/command-shape.ts';
import { fishCompletion } from '../completion/fish.ts';
import { powershellCompletion } from '../completion/powershell.ts';
import { zshCompletion } from '../completion/zsh.ts';
import { SHELLS } from '../declare/completion.ts';
import type { Host } from '../host.ts';
import { choice } from '../options.ts';
import { createProgram } from '../program.ts';

const SCRIPTS = {
  bash: bashCompletion,
  zsh: zshCompletion,
  fish: fishCompletion,
  powershell: powershellCompletion,
};

/** `alacard completion`: the exit code. Throws UsageError. */
export async function runCompletion(word: string, host: Host): Promise<number> {
  const shell = choice(word, SHELLS, 'completion');
  const program = createProgram(host.version, async () => {});
  await host.terminal.out.write(SCRIPTS[shell](describeCommand(program)));
  return 0;
}
