import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { UsageError } from '../errors.ts';
import { type AppOptions, createApp } from './app.ts';
import { openStore, type StoreLocation } from './store/open-store.ts';

export interface ServeOptions extends Omit<AppOptions, 'store'> {
  location: StoreLocation;
  host: string;
  /** 0: any that is free. */
  port: number;
  /** Ends the server: what is under way is finished first. */
  signal: AbortSignal;
  onListening(facts: { url: string; store: string }): void | Promise<void>;
}

/** A request that is under way when the server ends has so long to finish. */
const DRAIN_MS = 10_000;

/** Serves until the signal; resolves once everything is written and closed. Throws UsageError, StoreUnavailableError. */
export async function serve(options: ServeOptions): Promise<void> {
  const { location, host, port, signal, onListening, ...appOptions } = options;
  signal.throwIfAborted();
  const { store, description, pool } = await openStore(location);
  try {
    const app = await createApp({ ...appOptions, store, ...(pool && { pool }) });
    try {
      await app.listen({ host, port }).catch((error: NodeJS.ErrnoException) => {
        throw cannotListen(error, host, port);
      });
      const address = app.server.address() as AddressInfo;
      const name = address.family === 'IPv6' ? `[${address.address}]` : address.address;
      const url = `http://${name}:${address.port}`;
      app.log.info({ url, store: description, version: appOptions.version }, 'serving');
      await onListening({ url, store: description });
      if (!signal.aborted) await once(signal, 'abort');
    } finally {
      app.log.info('ending: what is under way is finished first');
      const late = setTimeout(() => app.server.closeAllConnections(), DRAIN_MS);
      await app.close();
      clearTimeout(late);
      app.log.info('ended');
    }
  } finally {
    await store.close();
  }
}

function cannotListen(error: NodeJS.ErrnoException, host: string, port: number): UsageError {
  const why =
    error.code === 'EADDRINUSE'
      ? 'something else listens there'
      : error.code === 'EACCES'
        ? 'this user may not'
        : error.message;
  return new UsageError(`can't listen on ${host}, port ${port}: ${why}`, {
    hint: 'Choose another with --port and --host; --port 0 takes one that is free.',
    cause: error,
  });
}
