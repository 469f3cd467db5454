import { type CommandDeclaration, EXIT_CODES } from '../../arguments/declaration.ts';

export const serve: CommandDeclaration = {
  name: 'serve',
  description: 'host shared notebooks: an API and web pages',
  examples: `Examples:
  alacard serve                                          on http://127.0.0.1:8787, SQLite in your data folder
  alacard serve --host 0.0.0.0 --public-url https://cards.example.org
  DATABASE_URL=postgres://user@db/alacard alacard serve
`,
  notes: `
Notebooks are kept in SQLite (in --data-dir, else ALACARD_DATA_DIR, else the
system's own place for data), or in Postgres where DATABASE_URL or --database-url
names one. Behind a proxy give --trust-proxy, else its address is taken for every
client's. SIGTERM and Ctrl-C end it once what is under way is done. Standard error
has a line of JSON for each answer: never a path, a header or what was sent.

${EXIT_CODES}`,
  missing: 'Start it with: alacard serve',
  declare(command) {
    command
      .option('--port <n>', 'port to listen on; 0 takes one that is free (default: 8787)')
      .option('--host <address>', 'address to listen on (default: 127.0.0.1)')
      .option('--data-dir <folder>', 'where SQLite keeps its file')
      .option('--database-url <url>', 'Postgres in place of SQLite (default: DATABASE_URL)')
      .option('--public-url <url>', 'how people reach the server (default: as they ask)')
      .option(
        '--trust-proxy <proxies>',
        'addresses of proxies whose X-Forwarded-For counts, such as 127.0.0.1,10.0.0.0/8',
      )
      .option('--ttl <time>', 'how long a share lasts where nobody says, such as 30d (default: for ever)')
      .option('--quota <size>', 'bytes of all notebooks together, such as 500MB (default: 10GB)')
      .option('--log-level <level>', 'silent, error, warn, info or debug (default: info; --quiet: error)');
  },
  async run(_args, raw, context) {
    const { runServe } = await import('./run.ts');
    return runServe(raw, context);
  },
};
