const INDEX_FLAGS = new Set([
  ...[
    '-i',
    '--index-url',
    '--extra-index-url',
    '-f',
    '--find-links',
    '--no-index',
    '--trusted-host',
    '--proxy',
  ],
  ...['--index', '--default-index', '--torch-backend', '--pypi-url'],
]);
const FILE_FLAGS = new Set([
  ...['-r', '--requirement', '--requirements', '-e', '--editable', '-c', '--constraint', '--constraints'],
  ...['-t', '--target', '--prefix', '--root', '--src', '--overrides', '--override', '--file', '--group'],
]);
const VALUE_FLAGS = new Set([
  ...[
    '--no-binary',
    '--only-binary',
    '--progress-bar',
    '--upgrade-strategy',
    '--cache-dir',
    '--log',
    '--retries',
  ],
  ...['--timeout', '--default-timeout', '--root-user-action', '--use-feature', '--exists-action', '-C'],
  ...[
    '--config-settings',
    '--python',
    '-p',
    '--python-version',
    '--prerelease',
    '--resolution',
    '--link-mode',
  ],
  ...[
    '--index-strategy',
    '--use-deprecated',
    '--no-build-isolation-package',
    '--global-option',
    '--platform',
  ],
  ...['--implementation', '--abi', '--hash', '--no-binary-package', '--upgrade-package', '-P'],
]);
const PLAIN_FLAGS = new Set([
  ...['--upgrade', '--quiet', '--verbose', '--pre', '--user', '--no-deps', '--no-dependencies', '--yes'],
  ...['--force-reinstall', '--ignore-installed', '--no-cache-dir', '--no-cache', '--no-build-isolation'],
  ...['--no-warn-script-location', '--break-system-packages', '--disable-pip-version-check', '--system'],
  ...[
    '--ignore-requires-python',
    '--no-color',
    '--no-input',
    '--use-pep517',
    '--no-use-pep517',
    '--prefer-binary',
  ],
  ...[
    '--no-warn-conflicts',
    '--no-compile',
    '--compile',
    '--no-clean',
    '--check-build-dependencies',
    '--debug',
  ],
  ...[
    '--reinstall',
    '--exact',
    '--native-tls',
    '--dev',
    '--frozen',
    '--no-sync',
    '--isolated',
    '--no-progress',
  ],
  ...['--require-virtualenv', '--freeze-installed', '--update-deps', '--strict', '--active', '--eager'],
]);

/**
 * Reads an option of `pip install`, `uv pip install`, `uv add` or `conda install`. Unknown options are refused, because
 * the next word could be a value and not a package.
 * @returns how many of the next words belong to the option, or why the command is refused
 */
export function readInstallFlag(flag: string, next: string | undefined, conda: boolean): number | string {
  const joined = /^-[qvUIy]+([rectfi].*)$/.exec(flag);
  if (joined !== null) return readInstallFlag(`-${joined[1]}`, next, conda);
  const equals = flag.indexOf('=');
  const name = equals < 0 ? flag : flag.slice(0, equals);
  const value = equals < 0 ? next : flag.slice(equals + 1);
  const step = equals < 0 ? 1 : 0;
  if (conda && /^(?:-c|--channel)$/.test(name)) {
    return /^(?:conda-forge|defaults|pytorch|huggingface|anaconda)$/.test(value ?? '')
      ? step
      : 'a package index other than PyPI';
  }
  if (INDEX_FLAGS.has(name)) {
    const isPypi = /^(?:-i|--index-url)$/.test(name) && /^https:\/\/pypi\.org\/simple\/?$/.test(value ?? '');
    return isPypi ? step : 'a package index other than PyPI';
  }
  if (FILE_FLAGS.has(name)) return 'installs from a file or folder';
  if (VALUE_FLAGS.has(name)) return step;
  if (PLAIN_FLAGS.has(name) || /^-[qvUIy]+$/.test(name) || (conda && name === '-y')) return 0;
  if (/^-[if]\S/.test(name)) return 'a package index other than PyPI';
  if (/^-[rec]\S/.test(name)) return 'installs from a file or folder';
  return 'an unknown option';
}
