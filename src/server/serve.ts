import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { UsageError } from '../errors.ts';
import { type AppOptions, createApp } from './app.ts';
import { openStore, type StoreLocation } from './store/open-store.ts';

export interface ServeOptions extends Omit<AppOptions, 'store'> {
  location: StoreLocation;
  host: string;
  /** 0 picks a free port. */
  port: number;
  /** Stops the server once open requests have finished. */
  signal: AbortSignal;
  onListening(facts: { url: string; store: string }): void | Promise<void>;
}

/** How long open requests may take to finish when the server stops. */
const DRAIN_MS = 10_000;

/**
 * Serves until the signal is aborted. Resolves once everything is written and closed.
 * @throws UsageError, StoreUnavailableError
 */
export async function serve(options: ServeOptions): Promise<void> {
  const { location, host, port, signal, onListening, ...appOptions } = options;
  signal.throwIfAborted();
  const { store, description, pool } = await openStore(location);
  try {
    const allowedHosts = [host, ...(options.allowedHosts ?? [])];
    const app = await createApp({ ...appOptions, allowedHosts, store, ...(pool && { pool }) });
    try {
      await app.listen({ host, port }).catch((error: NodeJS.ErrnoException) => {
        throw listenError(error, host, port);
      });
      const address = app.server.address() as AddressInfo;
      const name = address.family === 'IPv6' ? `[${address.address}]` : address.address;
      const url = `http://${name}:${address.port}`;
      app.log.info({ url, store: description, version: appOptions.version }, 'serving');
      await onListening({ url, store: description });
      if (!signal.aborted) await once(signal, 'abort');
    } finally {
      app.log.info('shutting down after open requests finish');
      const drainTimer = setTimeout(() => app.server.closeAllConnections(), DRAIN_MS);
      await app.close();
      clearTimeout(drainTimer);
      app.log.info('stopped');
    }
  } finally {
    await store.close();
  }
}

function listenError(error: NodeJS.ErrnoException, host: string, port: number): UsageError {
  const reason =
    error.code === 'EADDRINUSE'
      ? 'the port is already in use'
      : error.code === 'EACCES'
        ? 'permission denied'
        : error.message;
  return new UsageError(`could not listen on ${host}, port ${port}: ${reason}`, {
    hint: 'Choose another with --port and --host. --port 0 picks a free port.',
    cause: error,
  });
}
