import { isIP } from 'node:net';
import type { FastifyRequest } from 'fastify';
import { AlacardError, UsageError } from '../../errors.ts';
import { reachOf } from '../../hub/client/address.ts';
import type { App } from '../fastify-app.ts';
import { PROBES } from './probe-routes.ts';

/** A host name or address with an optional port. */
const HOST = /^(?:[\w.-]+|\[[\da-f:.]+\])(?::\d{1,5})?$/i;
const ABSOLUTE_TARGET = /^https?:\/\/([^/?#]*)/i;

/**
 * Refuses requests for hosts that are not this server's. Otherwise, a web page could point its own domain at this
 * server's address (DNS rebinding) and read everything that the visitor can read. Loopback names and addresses, the
 * address that the client connected to, the host of the public URL and `allowedHosts` are allowed, each with any port.
 */
export function addHostCheck(app: App, publicUrl: string | undefined, allowedHosts: readonly string[]): void {
  const allowed = new Set(allowedHosts.map(toHostName));
  if (publicUrl !== undefined) allowed.add(toHostName(new URL(publicUrl).hostname));
  const isAllowed = (name: string) => allowed.has(name) || reachOf(name) === 'loopback';
  let lastAllowed: string | undefined;

  function check(host: string, request: FastifyRequest): AlacardError | undefined {
    if (host === lastAllowed) return undefined;
    const name = HOST.test(host) ? toHostName(host) : undefined;
    if (name === undefined) return new UsageError('invalid Host header');
    if (isAllowed(name)) {
      lastAllowed = host;
      return undefined;
    }
    // An address can't be rebound.
    return name === addressOf(request) ? undefined : refuse(name);
  }

  app.addHook('onRequest', (request, _reply, done) => {
    if (PROBES.has(request.routeOptions.url)) return done();
    const { host = '' } = request.headers;
    const target = ABSOLUTE_TARGET.exec(request.raw.url ?? '')?.[1];
    // Behind a trusted proxy, request.host is the host that the client requested from the proxy.
    const refusal =
      check(host, request) ??
      (request.host === host ? undefined : check(request.host, request)) ??
      (target === undefined ? undefined : check(target, request));
    done(refusal);
  });
}

/** The host name as normalized in URLs, without the port and a trailing dot. Undefined if it is not a host. */
function toHostName(host: string): string | undefined {
  const url = `http://${isIP(host) === 6 ? `[${host}]` : host}`;
  return URL.canParse(url) ? new URL(url).hostname.replace(/\.$/, '') : undefined;
}

function addressOf({ socket }: FastifyRequest): string | undefined {
  const address = socket.localAddress?.replace(/^::ffff:/, '').replace(/%.*/s, '');
  return address === undefined ? undefined : toHostName(address);
}

const refuse = (name: string) =>
  new AlacardError('HOST_NOT_ALLOWED', 4, 421, `this server does not serve the host ${name.slice(0, 253)}`, {
    hint: 'Use the address that the server printed. If you run this server, allow the host with --public-url or --allowed-host.',
  });
