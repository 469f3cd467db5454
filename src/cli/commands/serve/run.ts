import { resolve } from 'node:path';
import { defined } from '../../../defined.ts';
import { UsageError } from '../../../errors.ts';
import { createPublicHub } from '../../../hub/public-hub.ts';
import { TOKEN_HUB_BUDGET } from '../../../server/hub/hub-budget.ts';
import { serve } from '../../../server/serve.ts';
import { parseGlobalOptions, parseHubFlags, type RawOptions } from '../../arguments/option-values.ts';
import type { CommandContext } from '../../context/command-context.ts';
import { findDataDir } from '../../context/folders.ts';
import { readTokenFile, resolveTokenlessSettings } from '../../context/settings.ts';
import { escapeSafeJson, toSafeJson, toSafeText } from '../../terminal/terminal.ts';
import { parseServeFlags, type ServeFlags } from './options.ts';

/** How long current requests may take to finish after the server receives the signal to stop. */
const GRACE_MS = 12_000;

/** A visitor is waiting for the page. If the Hub takes longer, the request is queued as a job. */
const PATIENCE = { timeoutMs: 20_000, attemptTimeoutMs: 15_000, maxWaitMs: 5_000 };

/** In the bundle, the script is next to this module. Only tests run the sources. */
const WORKERS = import.meta.url.endsWith('.ts')
  ? { file: new URL('./worker.ts', import.meta.url), nodeOptions: ['--import', 'tsx'] }
  : { file: new URL('./worker.cjs', import.meta.url) };

/**
 * Runs `alacard serve` and resolves to the exit code.
 * @throws AlacardError
 */
export async function runServe(raw: RawOptions, context: CommandContext): Promise<number> {
  const global = parseGlobalOptions(raw);
  const flags = parseServeFlags(raw);
  const { hubTokenFile } = flags;
  // Visitors must not use the token of the person who starts the server.
  const settings = resolveTokenlessSettings(parseHubFlags(raw), context);
  const token =
    hubTokenFile === undefined ? undefined : readTokenFile(hubTokenFile, '--hub-token-file', context);
  const location = findLocation(flags, context);
  context.setGrace(GRACE_MS);
  const hub = createPublicHub({
    ...PATIENCE,
    ...settings,
    userAgent: `alacard/${context.version}`,
    ...defined({ token }),
  });
  const { err } = context.terminal;
  try {
    await serve({
      location,
      hub,
      hubEndpoint: settings.endpoint,
      version: context.version,
      workers: WORKERS,
      host: flags.host,
      port: flags.port,
      signal: context.signal,
      log: {
        level: flags.logLevel ?? (global.quiet ? 'error' : 'info'),
        write: (line) => void err.write(escapeSafeJson(line)).catch(() => {}),
      },
      ...(token !== undefined && { hubBudget: TOKEN_HUB_BUDGET }),
      ...defined({
        publicUrl: flags.publicUrl,
        allowedHosts: flags.allowedHosts,
        trustProxy: flags.trustProxy,
        defaultTtl: flags.ttlSeconds,
        quotaBytes: flags.quotaBytes,
      }),
      async onListening({ url, store }) {
        await context.terminal.out.write(global.json ? `${toSafeJson({ url, store })}\n` : `${url}\n`);
        if (err.isTTY && !global.json && !global.quiet) {
          await err.write(`${toSafeText(store)}; press Ctrl-C to stop\n`);
        }
      },
    });
  } finally {
    await hub.close();
  }
  return 0;
}

function findLocation(flags: ServeFlags, context: CommandContext): { dataDir: string; databaseUrl?: string } {
  const databaseUrl = flags.databaseUrl ?? (context.env.DATABASE_URL?.trim() || undefined);
  const dataDir = flags.dataDir === undefined ? findDataDir(context) : resolve(context.cwd, flags.dataDir);
  if (dataDir === undefined && databaseUrl === undefined) {
    throw new UsageError('no folder for the server data: the home folder is unknown', {
      hint: 'Pass one with --data-dir.',
    });
  }
  return { dataDir: dataDir ?? '', ...defined({ databaseUrl }) };
}
