import { lookup as dnsLookup, type LookupAddress } from 'node:dns';
import type { LookupFunction } from 'node:net';
import type { Fault } from './fault.ts';

/** Time limit for a lookup, so that an unreachable host is reported within two seconds. */
const LOOKUP_TIMEOUT_MS = 1_300;

/** A system lookup with a time limit. `check` can reject the addresses before any connection is made. */
export function createLookup(
  check: (hostname: string, addresses: string[]) => Fault | undefined,
): LookupFunction {
  return (hostname, options, callback) => {
    const timer = setTimeout(() => {
      finish(Object.assign(new Error('lookup timed out'), { code: 'EAI_AGAIN' }), []);
    }, LOOKUP_TIMEOUT_MS);
    let isFinished = false;
    const finish = (error: NodeJS.ErrnoException | null, found: LookupAddress[]) => {
      if (isFinished) return;
      isFinished = true;
      clearTimeout(timer);
      if (error) callback(error, '', 0);
      else if (options.all) callback(null, found);
      else callback(null, found[0]!.address, found[0]!.family);
    };
    dnsLookup(hostname, { ...options, all: true }, (error, found) => {
      const fault =
        error ??
        check(
          hostname,
          found.map(({ address }) => address),
        );
      finish(fault ?? null, found ?? []);
    });
  };
}
