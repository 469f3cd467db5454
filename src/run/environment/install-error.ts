import { redactSecrets } from '../../encode/secrets.ts';
import { stripControl } from '../../encode/terminal-text.ts';
import { NotebookRunError, WriteError } from '../../errors.ts';
import type { ProgramResult } from '../run-program.ts';

const MAX_LINES = 8;
const MAX_LENGTH = 300;

const DISK_FULL = /No space left on device|\[Errno 28\]|os error 28|not enough space on the disk/i;
const NO_NETWORK =
  /NewConnectionError|Failed to establish a new connection|Name or service not known|Temporary failure in name resolution|nodename nor servname|getaddrinfo failed|Network is unreachable|Connection refused|dns error|error sending request|tcp connect error|ProxyError|ConnectTimeout|Read timed out|operation timed out/i;

/** The error of a failed installation: the cause if it is known, and the last lines of the installer's output. */
export function installError(
  tool: string,
  ended: Pick<ProgramResult, 'status' | 'problem'>,
  output: readonly string[],
): NotebookRunError | WriteError {
  const text = output.join('\n');
  if (DISK_FULL.test(text)) {
    return new WriteError("could not install the notebook's packages: the disk is full", {
      hint: 'Free some space (alacard cache clear removes old environments), or set ALACARD_CACHE_DIR to another disk.',
    });
  }
  const lines = output
    .map((line) => stripControl(redactSecrets(line)).trim())
    .filter(
      (line) =>
        line !== '' &&
        !/^\[?notice\]?|^WARNING: (?:There was an error checking|You are using pip)/i.test(line),
    )
    .slice(-MAX_LINES)
    .map((line) => (line.length > MAX_LENGTH ? `${line.slice(0, MAX_LENGTH)}...` : line));
  const end = lines.map((line) => `\n  ${line}`).join('');
  if (NO_NETWORK.test(text)) {
    return failure(
      `could not install the notebook's packages: the package index could not be reached${end}`,
      {
        hint: 'Check your network, HTTPS_PROXY or PIP_INDEX_URL. Once installed, the packages are reused without a network.',
      },
    );
  }
  return failure(
    `could not install the notebook's packages: ${tool} failed (${ended.problem ?? ended.status})${end}`,
    {
      hint: "Correct the notebook's %pip line, or use a Python that has the packages: --python <path> or --here.",
    },
  );
}

const failure = (message: string, { hint }: { hint: string }) =>
  new NotebookRunError(message, { code: 'INSTALL_FAILED', hint });
