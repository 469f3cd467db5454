import { describe, expect, it } from 'vitest';
import { mayRedirect, reachOf } from '../../src/hub/client/address.ts';
import { findProxy } from '../../src/hub/client/proxy.ts';

describe('reachOf', () => {
  it.each([
    ['127.0.0.1', 'loopback'],
    ['127.255.0.9', 'loopback'],
    ['0.0.0.0', 'loopback'],
    ['localhost', 'loopback'],
    ['hub.localhost.', 'loopback'],
    ['169.254.169.254', 'link-local'],
    ['10.1.2.3', 'private'],
    ['172.16.0.1', 'private'],
    ['172.31.255.255', 'private'],
    ['172.32.0.1', 'public'],
    ['192.168.1.1', 'private'],
    ['100.64.0.1', 'private'],
    ['224.0.0.1', 'private'],
    ['255.255.255.255', 'private'],
    ['18.160.0.1', 'public'],
    ['[::1]', 'loopback'],
    ['::', 'loopback'],
    ['[::ffff:127.0.0.1]', 'loopback'],
    ['[::ffff:7f00:1]', 'loopback'],
    ['[::ffff:a9fe:a9fe]', 'link-local'],
    ['::169.254.169.254', 'link-local'],
    ['64:ff9b::a00:1', 'private'],
    ['64:ff9b::1.2.3.4', 'public'],
    ['2002:7f00:1::', 'loopback'],
    ['fe80::1%eth0', 'link-local'],
    ['[fd00::1]', 'private'],
    ['ff02::1', 'private'],
    ['2600:9000::1', 'public'],
    ['huggingface.co', undefined],
  ])('%s is %s', (host, reach) => {
    expect(reachOf(host)).toBe(reach);
  });

  it.each([
    'http://127.1/',
    'http://0x7f.1/',
    'http://2130706433/',
    'http://0177.0.0.1/',
    'http://[::ffff:127.0.0.1]/',
  ])('%s is the loopback', (url) => {
    expect(reachOf(new URL(url).hostname)).toBe('loopback');
  });
});

describe('mayRedirect', () => {
  it.each([
    ['public', 'public', true],
    ['public', 'private', false],
    ['public', 'loopback', false],
    ['public', 'link-local', false],
    ['private', 'private', true],
    ['private', 'link-local', false],
    ['private', 'loopback', false],
    ['loopback', 'loopback', true],
    ['loopback', 'link-local', false],
    ['link-local', 'link-local', true],
  ] as const)('from %s to %s: %s', (from, to, expected) => {
    expect(mayRedirect(from, to)).toBe(expected);
  });
});

describe('findProxy', () => {
  const https = 'http://proxy.example:3128';
  it.each<[string, string | undefined, boolean]>([
    ['https://huggingface.co/', undefined, true],
    ['http://huggingface.co/', undefined, false],
    ['https://huggingface.co/', '*', false],
    ['https://huggingface.co/', 'huggingface.co', false],
    ['https://huggingface.co/', 'other.example, .co', false],
    ['https://cdn.huggingface.co/', 'huggingface.co', false],
    ['https://cdn.huggingface.co/', '*.huggingface.co', false],
    ['https://nothuggingface.co/', 'huggingface.co', true],
    ['https://huggingface.co/', 'huggingface.co:8443', true],
    ['https://huggingface.co:8443/', 'huggingface.co:8443', false],
    ['https://huggingface.co/', 'HUGGINGFACE.CO:443', false],
    ['https://[fd00::1]/', 'fd00::1', false],
    ['https://[fd00::1]:81/', '[fd00::1]:81', false],
    ['https://huggingface.co/', ' , ', true],
  ])('%s with NO_PROXY=%s', (url, no, isProxied) => {
    expect(findProxy(new URL(url), { https, ...(no !== undefined && { no }) })).toBe(
      isProxied ? https : undefined,
    );
  });
});
