import type { RawOptions } from '../../arguments/option-values.ts';
import type { CommandContext } from '../../context/command-context.ts';
import { toResultDocument } from '../../terminal/report.ts';
import { toSafeJson } from '../../terminal/terminal.ts';
import { buildNotebook } from '../generate/generate-model.ts';
import { prepareGenerate } from '../generate/prepare-generate.ts';

/**
 * Runs `alacard info`.
 * @returns The exit code.
 * @throws AlacardError
 */
export async function runInfo(name: string, raw: RawOptions, context: CommandContext): Promise<number> {
  const { models, run, close } = prepareGenerate(
    [{ text: name, location: '' }],
    { ...raw, dryRun: true },
    context,
  );
  try {
    const notebook = await buildNotebook(models[0]!, run);
    const { about, fit } = notebook;
    if (run.global.json) {
      const { written: _written, ...facts } = toResultDocument({
        requested: name,
        notebook,
        written: false,
      }) as Record<string, unknown>;
      await context.terminal.out.write(`${toSafeJson({ ...facts, about, ...(fit && { fit }) })}\n`);
      return 0;
    }
    const { printInfo } = await import('./print-info.ts');
    await printInfo(notebook, run.endpoint, context);
    return 0;
  } finally {
    await close();
  }
}
