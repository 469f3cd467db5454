import { choice } from '../../arguments/option-values.ts';
import type { Host } from '../../context/command-context.ts';
import { createProgram } from '../../program.ts';
import { bashCompletion } from './bash.ts';
import { SHELLS } from './command.ts';
import { describeCommand } from './command-shape.ts';
import { fishCompletion } from './fish.ts';
import { powershellCompletion } from './powershell.ts';
import { zshCompletion } from './zsh.ts';

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
