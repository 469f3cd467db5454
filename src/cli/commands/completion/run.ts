import type { Command } from 'commander';
import { choice } from '../../arguments/option-values.ts';
import type { CommandContext } from '../../context/command-context.ts';
import { bashCompletion } from './bash.ts';
import { describeCommand } from './command-shape.ts';
import { fishCompletion } from './fish.ts';
import { SHELLS } from './options.ts';
import { powershellCompletion } from './powershell.ts';
import { zshCompletion } from './zsh.ts';

const SCRIPTS = {
  bash: bashCompletion,
  zsh: zshCompletion,
  fish: fishCompletion,
  powershell: powershellCompletion,
};

/**
 * Runs `alacard completion` and resolves to the exit code.
 * @throws UsageError
 */
export async function runCompletion(
  word: string,
  context: CommandContext,
  program: Command,
): Promise<number> {
  const shell = choice(word, SHELLS, 'alacard completion', 'shell');
  await context.terminal.out.write(SCRIPTS[shell](describeCommand(program)));
  return 0;
}
