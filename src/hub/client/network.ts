import * as tls from 'node:tls';
import { UsageError } from '../../errors.ts';
import { readRegularFile } from '../../regular-file.ts';
import { type AddressReach, mayRedirect, reachOf } from './address.ts';
import { Fault } from './fault.ts';
import { createLookup } from './lookup.ts';
import { findProxy, type ProxySettings } from './proxy.ts';
import { Agent, type Dispatcher, ProxyAgent } from './undici.ts';

const CONNECT_TIMEOUT_MS = 5_000;
/** Node's default of 250 ms per address is too short for slow connections. */
const FAMILY_TIMEOUT_MS = 1_000;

export interface Network {
  /** @throws Fault (`redirect`) if `endpoint` must not redirect to the address of `url` */
  request(url: URL, options: RequestOptions): Promise<Dispatcher.ResponseData>;
  close(): Promise<void>;
}

export type RequestOptions = Omit<Dispatcher.RequestOptions, 'origin' | 'path'>;

export interface NetworkOptions {
  endpoint: URL;
  proxy?: ProxySettings;
  /** PEM certificates to trust in addition to Node's. */
  caFile?: string;
}

/**
 * Opens connections, directly or through a proxy. The endpoint may have any address. A redirect must not point to an
 * address that is more private than the endpoint's, whether it names a host or an IP address.
 * @throws UsageError if the CA file cannot be read or a proxy URL is invalid
 */
export async function openNetwork(options: NetworkOptions): Promise<Network> {
  const { endpoint } = options;
  const ca = options.caFile === undefined ? undefined : await readCertificates(options.caFile);
  let endpointReach: AddressReach = reachOf(endpoint.hostname) ?? 'public';

  const refuse = (host: string, reach: AddressReach) =>
    new Fault('redirect', `redirect to ${host} refused: the address is ${reach}`);
  const checkedLookup = createLookup((hostname, addresses) => {
    const reaches = addresses.map((address) => reachOf(address) ?? 'public');
    if (hostname === endpoint.hostname) {
      endpointReach = reaches[0] ?? endpointReach;
      return undefined;
    }
    const refused = reaches.find((reach) => !mayRedirect(endpointReach, reach));
    return refused && refuse(hostname, refused);
  });

  const connect = {
    timeout: CONNECT_TIMEOUT_MS,
    autoSelectFamilyAttemptTimeout: FAMILY_TIMEOUT_MS,
    ...(ca && { ca }),
  };
  const direct = new Agent({ connect: { ...connect, lookup: checkedLookup }, maxHeaderSize: 64 * 1024 });
  const proxies = new Map<string, ProxyAgent>();

  const dispatcherFor = (url: URL): Dispatcher => {
    const reach = url.hostname === endpoint.hostname ? undefined : reachOf(url.hostname);
    if (reach && !mayRedirect(endpointReach, reach)) throw refuse(url.hostname, reach);
    const proxy = findProxy(url, options.proxy);
    if (proxy === undefined) return direct;
    let agent = proxies.get(proxy);
    if (!agent) {
      agent = createProxyAgent(proxy, connect);
      proxies.set(proxy, agent);
    }
    return agent;
  };

  return {
    async request(url, options) {
      return dispatcherFor(url).request({ origin: url.origin, path: url.pathname + url.search, ...options });
    },
    async close() {
      await Promise.all([direct.destroy(), ...[...proxies.values()].map((agent) => agent.destroy())]);
    },
  };
}

function createProxyAgent(proxy: string, connect: object): ProxyAgent {
  const url = URL.canParse(proxy) ? new URL(proxy) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new UsageError(`the proxy must be an http:// or https:// URL`, {
      hint: 'Check HTTPS_PROXY and HTTP_PROXY. For example: http://proxy.example:3128',
    });
  }
  const user = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  url.username = '';
  url.password = '';
  const lookup = createLookup(() => undefined);
  return new ProxyAgent({
    uri: url.href,
    proxyTunnel: false,
    requestTls: connect,
    proxyTls: { ...connect, lookup },
    ...(user !== ':' && { token: `Basic ${Buffer.from(user).toString('base64')}` }),
  });
}

async function readCertificates(path: string): Promise<string[]> {
  try {
    const own = (await readRegularFile(path)).toString('utf8');
    const builtIn =
      'getCACertificates' in tls ? (tls.getCACertificates as () => string[])() : tls.rootCertificates;
    return [...builtIn, own];
  } catch (cause) {
    throw new UsageError(`cannot read the CA file ${path} (${(cause as NodeJS.ErrnoException).code})`, {
      hint: 'Check REQUESTS_CA_BUNDLE, CURL_CA_BUNDLE and SSL_CERT_FILE.',
      cause,
    });
  }
}
