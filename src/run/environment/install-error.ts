import { redactSecrets } from '../../encode/secrets.ts';
import { stripControl } from '../../encode/terminal-text.ts';
import { NotebookRunError, WriteError } from '../../errors.ts';
import type { ProgramResult } from '../run-program.ts';

const MAX_LINES = 10;
const MAX_LENGTH = 400;

const DISK_FULL = /No space left on device|\[Errno 28\]|os error 28|not enough space on the disk/i;
const NO_NETWORK =
  /NewConnectionError|Failed to establish a new connection|Name or service not known|Temporary failure in name resolution|nodename nor servname|getaddrinfo failed|Network is unreachable|Connection refused|dns error|error sending request|tcp connect error|ProxyError|ConnectTimeout|Read timed out|operation timed out/i;

/** The error of a failed installation, with the installer's own reason. */
export function installError(
  tool: string,
  ended: Pick<ProgramResult, 'status' | 'problem'>,
  output: readonly string[],
): NotebookRunError | WriteError {
  const text = output.join('\n');
  if (DISK_FULL.test(text)) {
    return new WriteError("could not install the notebook's packages: the disk is full", {
      hint: 'Free some space (alacard cache clear removes unused environments), or set ALACARD_CACHE_DIR to another disk.',
    });
  }
  if (NO_NETWORK.test(text)) {
    return new NotebookRunError(
      "could not install the notebook's packages: the package index could not be reached",
      {
        code: 'INSTALL_FAILED',
        hint: 'Check your network, HTTPS_PROXY and PIP_INDEX_URL. Once installed, packages are reused without a network.',
      },
    );
  }
  const reason = reasonOf(output) ?? ended.problem ?? ended.status;
  return new NotebookRunError(`could not install the notebook's packages: ${tool}: ${reason}`, {
    code: 'INSTALL_FAILED',
    hint: "Correct the notebook's %pip line, or use a Python that has the packages: --python <path> or --here.",
  });
}

/** The last lines of an installer's output. */
export function lastLines(output: readonly string[]): string[] {
  return output
    .map(clean)
    .filter((line) => line !== '' && !line.startsWith('[notice]'))
    .slice(-MAX_LINES);
}

/** uv explains an error in several lines, after a cross. pip prints it in one. */
function reasonOf(output: readonly string[]): string | undefined {
  const lines = output.map(clean).filter((line) => line !== '');
  const start = lines.findIndex((line) => /^(?:×|error:)/.test(line));
  const reason =
    start >= 0
      ? lines.slice(start).join(' ')
      : (lines.findLast((line) => line.startsWith('ERROR:')) ?? lines.at(-1));
  return reason
    ?.replace(/^(?:×|error:|ERROR:)|├─▶|╰─▶|│/g, ' ')
    .trim()
    .split(/\s+/)
    .join(' ')
    .slice(0, MAX_LENGTH);
}

const clean = (line: string) => stripControl(redactSecrets(line)).trim();
