import { statSync } from 'node:fs';

const SUFFIXES = ['', '-wal', '-shm'];

export interface SqliteFiles {
  /** Records the files. Call it once the database has opened all of them. */
  remember(): void;
  /**
   * @throws if a file has since been moved, replaced or deleted, because the database would keep writing to the old one
   */
  assertInPlace(): void;
}

/** Watches the files of a database in WAL mode. */
export function watchSqliteFiles(file: string): SqliteFiles {
  const identify = (suffix: string) => {
    const stats = statSync(file + suffix, { bigint: true, throwIfNoEntry: false });
    return stats && `${stats.dev}:${stats.ino}`;
  };
  let opened: readonly (string | undefined)[] | undefined;

  return {
    remember() {
      opened ??= SUFFIXES.map(identify);
    },
    assertInPlace() {
      for (const [index, identity] of (opened ?? []).entries()) {
        const path = file + SUFFIXES[index];
        const current = identify(SUFFIXES[index]!);
        if (current === identity) continue;
        throw new Error(
          current === undefined
            ? `${path} was moved or deleted while the server was running; put it back, or restart the server`
            : `${path} was replaced while the server was running; restart the server`,
        );
      }
    },
  };
}
