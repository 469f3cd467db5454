import { isIP } from 'node:net';

/** The scope of an IP address. `link-local` includes cloud metadata services. */
export type AddressReach = 'public' | 'private' | 'link-local' | 'loopback';

/** IPv4 ranges that are not public, according to the IANA special-purpose registry. */
const RANGES: [base: string, bits: number, reach: AddressReach][] = [
  ['0.0.0.0', 8, 'loopback'],
  ['10.0.0.0', 8, 'private'],
  ['100.64.0.0', 10, 'private'],
  ['127.0.0.0', 8, 'loopback'],
  ['169.254.0.0', 16, 'link-local'],
  ['172.16.0.0', 12, 'private'],
  ['192.0.0.0', 24, 'private'],
  ['192.168.0.0', 16, 'private'],
  ['198.18.0.0', 15, 'private'],
  ['224.0.0.0', 3, 'private'],
];

/** The scopes that a redirect may point to, by the scope of the endpoint. */
const ALLOWED: Record<AddressReach, AddressReach[]> = {
  public: ['public'],
  private: ['public', 'private'],
  'link-local': ['public', 'private', 'link-local'],
  loopback: ['public', 'private', 'loopback'],
};

/** Whether an endpoint at `from` may redirect the client to `to`. */
export function mayRedirect(from: AddressReach, to: AddressReach): boolean {
  return ALLOWED[from].includes(to);
}

/** The scope of a literal address, with or without brackets. Undefined if `host` is a name. */
export function reachOf(host: string): AddressReach | undefined {
  const bare = host.replace(/^\[|\]$/g, '').replace(/%.*/s, '');
  const version = isIP(bare);
  if (version === 4) return reachOfIPv4(toNumber(bare));
  if (version === 6) return reachOfIPv6(toGroups(bare));
  return /^(?:.+\.)?localhost\.?$/i.test(bare) ? 'loopback' : undefined;
}

function reachOfIPv4(address: number): AddressReach {
  for (const [base, bits, reach] of RANGES) {
    const size = 2 ** (32 - bits);
    if (Math.floor(address / size) === Math.floor(toNumber(base) / size)) return reach;
  }
  return 'public';
}

function reachOfIPv6(groups: number[]): AddressReach {
  const [first = 0, second = 0] = groups;
  const last = groups[6]! * 65536 + groups[7]!;
  if (groups.slice(0, 5).every((group) => group === 0)) {
    if (groups[5] === 0xffff) return reachOfIPv4(last);
    if (groups[5] === 0) return last <= 1 ? 'loopback' : reachOfIPv4(last);
  }
  if (first === 0x64 && second === 0xff9b) return reachOfIPv4(last);
  if (first === 0x2002) return reachOfIPv4(second * 65536 + groups[2]!);
  if ((first & 0xffc0) === 0xfe80) return 'link-local';
  if ((first & 0xfe00) === 0xfc00 || (first & 0xffc0) === 0xfec0 || (first & 0xff00) === 0xff00)
    return 'private';
  return 'public';
}

function toNumber(dotted: string): number {
  return dotted.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}

function toGroups(address: string): number[] {
  const plain = address.replace(/\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}$/, (dotted) => {
    const value = toNumber(dotted);
    return `${Math.floor(value / 65536).toString(16)}:${(value % 65536).toString(16)}`;
  });
  const [head = '', tail] = plain.split('::');
  const parse = (text: string) =>
    text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16));
  const left = parse(head);
  const right = tail === undefined ? [] : parse(tail);
  return [...left, ...new Array<number>(8 - left.length - right.length).fill(0), ...right];
}
