import type { Ora } from 'ora';
import { formatBytes } from '../../../notebook/quantity.ts';
import type { InstallEvent, PackageChange } from '../../../run/run-event.ts';
import type { GlobalOptions } from '../../arguments/option-values.ts';
import type { CommandContext } from '../../context/command-context.ts';
import { canSpin, loadSpinner } from '../../terminal/progress.ts';
import { count } from '../../terminal/report.ts';
import { toSafeText } from '../../terminal/terminal.ts';

const MAX_SPINNER_LENGTH = 60;
/** A download of 1 MB or more, as pip and uv print it. */
const LARGE_DOWNLOAD = /^ *Downloading .*\([\d.]+ ?[MG]i?B\)/;

export interface InstallProgress {
  onEvent(event: InstallEvent): void;
  /** Removes the spinner. */
  stop(): void;
}

/** Prints what is installed to standard error: with a spinner on a terminal, otherwise a line per large download. */
export function createInstallProgress(context: CommandContext, global: GlobalOptions): InstallProgress {
  const { err } = context.terminal;
  const print = (text: string, indent = '') => void err.write(`${indent}${toSafeText(text)}\n`);
  const spins = canSpin(context, global);
  let spinner: Ora | undefined;
  let isActive = false;
  const start = async () => {
    isActive = true;
    const spin = await loadSpinner(err);
    if (isActive) spinner = spin('installing');
  };
  const stop = () => {
    isActive = false;
    spinner?.stop();
    spinner = undefined;
  };
  const onEvent = (event: InstallEvent) => {
    switch (event.type) {
      case 'install-waiting':
        print('another alacard is installing these packages; waiting for it to finish');
        break;
      case 'install-started':
        print(
          `installing with ${event.installer} for Python ${event.python}: ${event.requirements.join(' ')}`,
        );
        if (spins) void start();
        break;
      case 'install-output': {
        const line = toSafeText(event.line).trim();
        if (spinner !== undefined && line !== '') spinner.text = line.slice(0, MAX_SPINNER_LENGTH);
        else if (!spins && LARGE_DOWNLOAD.test(event.line)) print(line, '  ');
        break;
      }
      case 'install-failed':
        stop();
        for (const line of event.lines) print(line, '  ');
        break;
      case 'install-finished':
        stop();
        print(
          `installed ${count(event.packages, 'package')} (${formatBytes(event.bytes)}) in ${event.seconds.toFixed(1)} s`,
        );
        break;
      case 'changes':
        print(
          event.packages.length === 0
            ? '%pip changes nothing: the packages are installed'
            : `%pip will install: ${event.packages.map(describeChange).join(', ')}`,
        );
    }
  };
  return { onEvent, stop };
}

/** `torch 2.9.0` or `torch 2.9.0 (replaces 2.4.1)`. */
function describeChange({ name, version, installed }: PackageChange): string {
  return `${name} ${version}${installed ? ` (replaces ${installed})` : ''}`;
}
