/** Proxy URLs by the scheme of the target, and the `NO_PROXY` list of hosts to connect to directly. */
export interface ProxySettings {
  https?: string;
  http?: string;
  no?: string;
}

/** The proxy for `url`, chosen in the same way as curl and Python do. Undefined for a direct connection. */
export function findProxy(url: URL, settings: ProxySettings | undefined): string | undefined {
  const proxy = url.protocol === 'https:' ? settings?.https : settings?.http;
  if (!proxy || isExcluded(url, settings?.no ?? '')) return undefined;
  return /^[a-z][\w+.-]*:\/\//i.test(proxy) ? proxy : `http://${proxy}`;
}

/** Entries are `*`, `host`, `.domain` or `*.domain`, each with an optional `:port`. A host includes its subdomains. */
function isExcluded(url: URL, list: string): boolean {
  const host = url.hostname.replace(/^\[|\]$/g, '').toLowerCase();
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  return list
    .toLowerCase()
    .split(/[\s,]+/)
    .some((entry) => {
      if (entry === '*') return true;
      const isBareIPv6 = !entry.startsWith('[') && entry.split(':').length > 2;
      const entryPort = isBareIPv6 ? undefined : /:(\d+)$/.exec(entry)?.[1];
      const name = (entryPort === undefined ? entry : entry.slice(0, -entryPort.length - 1))
        .replace(/^\[|\]$/g, '')
        .replace(/^\*?\./, '');
      if (name === '' || (entryPort !== undefined && entryPort !== port)) return false;
      return host === name || host.endsWith(`.${name}`);
    });
}
