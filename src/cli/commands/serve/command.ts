import type { CommandDeclaration } from '../../arguments/declaration.ts';

export const serve: CommandDeclaration = {
  name: 'serve',
  description: 'Start a server for sharing notebooks',
  examples: `Examples:
  alacard serve                                 Listen on http://127.0.0.1:8787
  alacard serve --host 0.0.0.0 --public-url https://cards.example.org
  DATABASE_URL=postgres://user@db/alacard alacard serve
`,
  notes: `
By default, notebooks are stored in SQLite in your data folder. To use Postgres,
set DATABASE_URL or pass --database-url. Behind a reverse proxy, pass
--trust-proxy. Otherwise, all clients appear to share the address of the proxy.

The server accepts only these hosts: loopback names and addresses, the address
that the client connected to, the address in --host, the host of --public-url,
and each --allowed-host. This prevents web pages from reaching your server through
your browser by DNS rebinding.

The server ignores your own Hub token: HF_TOKEN, --token-file and the one from
hf auth login. A token from --hub-token-file raises the Hub's rate limits. Private
models stay hidden from visitors, and cards are read without the token. Each
client can trigger up to 30 Hub requests per minute. All clients together can
trigger up to 80, or 160 with a token.

The server logs one line of JSON per response to standard error. The log
contains no paths, headers or request bodies. Ctrl-C or SIGTERM stops the server
after it has finished the current requests.
`,
  topics: ['environment'],
  declare(command) {
    command
      .option('--port <n>', 'Port to listen on; 0 picks a free one (default: 8787)')
      .option('--host <address>', 'Address to listen on (default: 127.0.0.1)')
      .option('--data-dir <folder>', 'Folder for the SQLite database')
      .option('--database-url <url>', 'Postgres database (default: DATABASE_URL)')
      .option('--public-url <url>', 'Public URL of the server (default: from each request)')
      .option(
        '--allowed-host <host>',
        'Additional host name to accept (repeatable)',
        (host: string, earlier?: string) => (earlier === undefined ? host : `${earlier},${host}`),
      )
      .option('--trust-proxy <proxies>', 'Trusted proxies, such as 127.0.0.1,10.0.0.0/8')
      .option('--hub-token-file <file>', 'File with a Hub token for the server (default: no token)')
      .option('--ttl <time>', 'Default lifetime of a share (default: no expiry)')
      .option('--quota <size>', 'Storage limit for all notebooks (default: 10GB)')
      .option('--log-level <level>', 'silent, error, warn, info (default) or debug');
  },
  async run(_args, raw, context) {
    const { runServe } = await import('./run.ts');
    return runServe(raw, context);
  },
};
