import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export interface JupyterLab {
  /** With the slash at its end. */
  url: string;
  token: string;
  /** A route of the server's REST API under `api/`, as JSON. */
  ask(method: 'GET' | 'DELETE', route: string): Promise<unknown>;
  stop(): Promise<void>;
}

const START_MS = 90_000;
const END_MS = 15_000;

/**
 * Starts this Python interpreter's `jupyter lab` on a free port, with a token, for one folder. `home` contains its
 * settings and its kernels' files. Throws with the server's log if it does not start.
 */
export async function startJupyterLab(options: {
  python: string;
  folder: string;
  home: string;
  env: Record<string, string>;
}): Promise<JupyterLab> {
  const { python, folder, home } = options;
  const settings = join(home, 'settings');
  // JupyterLab requests this from its project's website on the first start.
  writeSetting(settings, '@jupyterlab/apputils-extension/notification', {
    fetchNews: 'false',
    checkForUpdates: false,
  });
  // As `jupytext-config set-default-viewer` does: a double click on a text notebook opens its cells.
  const viewer = 'Jupytext Notebook';
  writeSetting(settings, '@jupyterlab/docmanager-extension/plugin', {
    defaultViewers: { markdown: viewer, myst: viewer, python: viewer },
  });
  const token = randomBytes(16).toString('hex');
  const args = ['--no-browser', '--allow-root', '--ServerApp.port=0', `--ServerApp.root_dir=${folder}`];
  const child = spawn(python, ['-m', 'jupyterlab', ...args], {
    cwd: folder,
    env: {
      ...options.env,
      HOME: home,
      PATH: `${dirname(python)}:${process.env.PATH}`,
      JUPYTER_TOKEN: token,
      JUPYTER_CONFIG_DIR: join(home, 'config'),
      JUPYTER_DATA_DIR: join(home, 'data'),
      JUPYTER_RUNTIME_DIR: join(home, 'runtime'),
      JUPYTERLAB_SETTINGS_DIR: settings,
      JUPYTERLAB_WORKSPACES_DIR: join(home, 'workspaces'),
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = new Promise<void>((done) => child.once('close', () => done()));
  let log = '';
  const url = await new Promise<string>((found, fail) => {
    const give = (why: string) => fail(new Error(`JupyterLab ${why}:\n${log}`));
    const timer = setTimeout(() => give('did not start'), START_MS);
    child.once('error', fail);
    child.once('close', (code) => give(`ended with ${code}`));
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      log += text;
      const address = /http:\/\/127\.0\.0\.1:\d+\//.exec(log);
      if (address === null) return;
      clearTimeout(timer);
      found(address[0]);
    });
  });
  return {
    url,
    token,
    async ask(method, route) {
      const response = await fetch(`${url}api/${route}`, {
        method,
        headers: { authorization: `token ${token}` },
      });
      if (!response.ok) throw new Error(`${method} ${route}: ${response.status} ${await response.text()}`);
      return response.status === 204 ? undefined : await response.json();
    },
    async stop() {
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), END_MS);
      await ended;
      clearTimeout(timer);
    },
  };
}

function writeSetting(folder: string, plugin: string, value: object): void {
  const path = join(folder, `${plugin}.jupyterlab-settings`);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, JSON.stringify(value));
}
