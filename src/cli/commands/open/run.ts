import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { NotebookRunError, NotFoundError, UsageError } from '../../../errors.ts';
import { findViewer, isScript, VIEWERS, type ViewerName } from '../../../run/find-viewer.ts';
import { choice, parseGlobalOptions, type RawOptions, text } from '../../arguments/option-values.ts';
import type { CommandContext } from '../../context/command-context.ts';
import { toSafeJson, toSafeText } from '../../terminal/terminal.ts';

/**
 * Runs `alacard open` and resolves to the exit code.
 * @throws AlacardError
 */
export async function runOpen(name: string, raw: RawOptions, context: CommandContext): Promise<number> {
  const global = parseGlobalOptions(raw);
  const asked = text(raw, 'with', '--with');
  const wanted = asked === undefined ? undefined : choice(asked, VIEWERS, '--with');
  const path = resolve(context.cwd, name);
  checkFile(path, name, wanted);
  const viewer = findViewer(path, { env: context.env, platform: context.platform, cwd: context.cwd }, wanted);
  if (!global.json && !global.quiet) {
    await context.terminal.err.write(
      `opening with ${toSafeText([viewer.program, ...viewer.args].join(' '))}\n`,
    );
  }

  const { execa } = await import('execa');
  const result = await execa(viewer.program, viewer.args, {
    env: context.env as Record<string, string>,
    extendEnv: false,
    cwd: context.cwd,
    // Show JupyterLab's log on the terminal, but not in the JSON document on standard output.
    stdio: ['ignore', viewer.isForeground ? 2 : 'ignore', viewer.isForeground ? 2 : 'pipe'],
    reject: false,
    cancelSignal: context.signal,
    // JupyterLab stops its kernels first.
    forceKillAfterDelay: viewer.isForeground ? 2_000 : 400,
  });
  context.signal.throwIfAborted();
  if (result.exitCode !== 0) {
    const lastLine = toSafeText(
      String(result.stderr ?? '')
        .trim()
        .split('\n')
        .at(-1) ?? '',
    );
    const reason = lastLine || result.originalMessage || result.signal || `exit code ${result.exitCode}`;
    throw new NotebookRunError(`${viewer.program} could not open ${name}: ${reason}`, {
      code: 'NO_VIEWER',
      hint: `Try another program: --with ${VIEWERS.filter((name) => name !== viewer.name).join(' or --with ')}`,
    });
  }
  if (global.json) {
    const document = { notebook: name, with: viewer.name, command: [viewer.program, ...viewer.args] };
    await context.terminal.out.write(`${toSafeJson(document)}\n`);
  }
  return 0;
}

function checkFile(path: string, text: string, wanted: ViewerName | undefined): void {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) {
    throw new NotFoundError(`notebook "${text}" not found`, {
      code: 'PATH_NOT_FOUND',
      hint: 'To generate one, run: alacard generate <model>',
    });
  }
  if (!found.isFile()) {
    throw new UsageError(`"${text}" is not a file`, { hint: 'Pass a notebook file.' });
  }
  if (!/\.(ipynb|py|md)$/i.test(path)) {
    throw new UsageError(`"${text}" is not a notebook`, { hint: 'Pass an .ipynb, .py or .md file.' });
  }
  if (wanted === 'browser' && isScript(path)) {
    throw new UsageError(`--with browser is not supported for "${text}": the file might be executed`, {
      hint: 'Use --with code or --with lab.',
    });
  }
}
