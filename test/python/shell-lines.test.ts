import { describe, expect, it } from 'vitest';
import { formatRequirement } from '../../src/python/packages/requirements.ts';
import { parseInstallCommand, splitShellLines } from '../../src/python/shell/shell-lines.ts';
import { startCpuClock } from '../cpu-time.ts';

const INSTALLS: [string, string[]][] = [
  ['pip install torch', ['torch']],
  ['!pip install torch', ['torch']],
  ['! pip install torch', ['torch']],
  ['!!pip install torch', ['torch']],
  ['%pip install torch', ['torch']],
  ['$ pip install torch', ['torch']],
  ['(venv) $ pip install torch', ['torch']],
  ['> pip install torch', ['torch']],
  ['pip3 install torch', ['torch']],
  ['pip3.11 install torch', ['torch']],
  ['python -m pip install torch', ['torch']],
  ['!python3 -m pip install -q torch', ['torch']],
  ['!{sys.executable} -m pip install torch', ['torch']],
  ['sudo -H pip install torch', ['torch']],
  ['uv pip install --system torch', ['torch']],
  ['uv add torch transformers', ['torch', 'transformers']],
  ['conda install -y -c conda-forge numpy scipy=1.11', ['numpy', 'scipy==1.11.*']],
  ['conda install pytorch torchvision -c pytorch', ['torch', 'torchvision']],
  ['pip install -q -U --pre torch', ['torch']],
  ['pip install -qU torch', ['torch']],
  ['pip install --upgrade-strategy eager torch', ['torch']],
  ['pip install –upgrade torch', ['torch']],
  ['pip install torch --upgrade', ['torch']],
  ['pip install torch>=2', ['torch>=2']],
  ['pip install "torch>=2,<3"', ['torch>=2,<3']],
  ["pip install 'torch >= 2'", ['torch>=2']],
  ['pip install torch >= 2', ['torch>=2']],
  ['pip install torch == 2.1 numpy', ['torch==2.1', 'numpy']],
  ['pip install torch, numpy', ['torch', 'numpy']],
  ['pip install transformers[torch]', ['transformers[torch]']],
  ["pip install nemo_toolkit['all']", ['nemo-toolkit[all]']],
  ['pip install "foo>=1; python_version < \'3.12\'"', ['foo>=1; python_version < "3.12"']],
  ['pip install torch # the newest', ['torch']],
  ['pip install torch > /dev/null 2>&1', ['torch']],
  ['pip install torch &> /dev/null', ['torch']],
  ['pip install a && pip install b', ['a', 'b']],
  ['pip install a; pip install b', ['a', 'b']],
  ['cd x && pip install a', ['a']],
  ['pip install a \\\n  b \\\n  c', ['a', 'b', 'c']],
  ['pip install\u00a0a\u3000b', ['a', 'b']],
  ['CMAKE_ARGS="-DGGML_CUDA=on" pip install llama-cpp-python', ['llama-cpp-python']],
  ['pip install -i https://pypi.org/simple torch', ['torch']],
  ['pip install --upgrade pip setuptools wheel', []],
  ['pip install pip==24.0', []],
  ['pip install json os torch', ['torch']],
  ['pip install sklearn PyYAML pytorch', ['scikit-learn', 'pyyaml', 'torch']],
  ['pip install sklearn==0.0', ['sklearn==0.0']],
  ['pip install', []],
];

const REFUSED: [string, string][] = [
  ['pip install git+https://example.org/x.git', 'installs from a URL'],
  ['pip install torch git+https://example.org/x.git numpy', 'installs from a URL'],
  ['pip install "unsloth[colab] @ git+https://example.org/x.git"', 'installs from a URL'],
  ['pip install https://example.org/x-1.0-py3-none-any.whl', 'installs from a URL'],
  ['pip install -r requirements.txt', 'installs from a file or folder'],
  ['pip install -rrequirements.txt', 'installs from a file or folder'],
  ['pip install -qr https://example.org/requirements.txt', 'installs from a file or folder'],
  ['pip install -Uqi https://example.org/simple torch', 'a package index other than PyPI'],
  ['pip install -e .', 'installs from a file or folder'],
  ['pip install -e .[all] torch', 'installs from a file or folder'],
  ['pip install .', 'installs from a file or folder'],
  ['pip install ./wheels/x', 'installs from a file or folder'],
  ['pip install x-1.0-py3-none-any.whl', 'installs from a file or folder'],
  ['pip install -c constraints.txt torch', 'installs from a file or folder'],
  ['pip install torch --target=/tmp/x', 'installs from a file or folder'],
  ['pip install torch --index-url https://example.org/whl', 'a package index other than PyPI'],
  ['pip install torch --extra-index-url=https://example.org/whl', 'a package index other than PyPI'],
  ['pip install -ihttps://example.org torch', 'a package index other than PyPI'],
  ['pip install -f https://example.org/whl torch', 'a package index other than PyPI'],
  ['pip install --trusted-host example.org torch', 'a package index other than PyPI'],
  ['uv pip install torch --torch-backend auto', 'a package index other than PyPI'],
  ['pip install -i https://pypi.org.example.org/simple torch', 'a package index other than PyPI'],
  [
    'PIP_INDEX_URL=https://example.org pip install torch',
    "its environment variables change the installer's settings",
  ],
  ['conda install cudatoolkit=10.2 pytorch', 'a conda package that may not exist on PyPI'],
  ['conda install -c stranger numpy', 'a package index other than PyPI'],
  ['pip install --unknown-option torch', 'an unknown option'],
  ['pip install torch==2.1.0+cu118', 'its version is not on PyPI'],
  ['pip install $(curl example.org)', 'needs a shell to parse it'],
  ['pip install `id`', 'needs a shell to parse it'],
  ['pip install $PACKAGE', 'needs a shell to parse it'],
  ['pip install "torch', 'needs a shell to parse it'],
  ['pip install to\u202erch', 'needs a shell to parse it'],
  ['pip install torch\u0007', 'needs a shell to parse it'],
  ['pip install {package}', 'not a package name'],
  ['pip install <package>', 'not a package name'],
  ['pip install "torch;os.system(1)"', 'its marker is malformed'],
  ['pip install transformers and torch to run this', 'looks like a sentence'],
  [`pip install ${'a '.repeat(100)}`, 'more than 60 packages'],
  [`pip install ${'a '.repeat(10_000)}`, 'the line is too long'],
];

describe('parseInstallCommand', () => {
  it.each(INSTALLS)('%j', (line, expected) => {
    const install = parseInstallCommand(line);
    expect(install?.refused).toEqual([]);
    expect(install?.requirements.map(formatRequirement)).toEqual(expected);
  });

  it.each(REFUSED)('refuses all of %j', (line, reason) => {
    const install = parseInstallCommand(line);
    expect(install?.requirements).toEqual([]);
    expect(install?.refused.map((refusal) => refusal.reason)).toEqual([reason]);
  });

  it.each([
    'pip uninstall -y torch',
    'pip list',
    'npm install x',
    'brew install x',
    'apt-get install -y x',
    'installs',
    '',
  ])('%j installs no Python package', (line) => {
    expect(parseInstallCommand(line)).toBeUndefined();
  });

  it('skips a source build and installs the rest', () => {
    const install = parseInstallCommand('pip install torch flash-attn --no-build-isolation');
    expect(install?.requirements.map(formatRequirement)).toEqual(['torch']);
    expect(install?.refused).toEqual([{ line: 'flash-attn', reason: 'must be built from source' }]);
  });

  it('refuses only one command of a chain', () => {
    const install = parseInstallCommand('pip install a && pip install -r b.txt');
    expect(install?.requirements.map(formatRequirement)).toEqual(['a']);
    expect(install?.refused).toEqual([
      { line: 'pip install -r b.txt', reason: 'installs from a file or folder' },
    ]);
  });

  it.each([
    ['pip install; rm -rf /', [], ['rm -rf /']],
    ['pip install torch; rm -rf /', ['torch'], ['rm -rf /']],
    ['pip install torch | sh', ['torch'], ['sh']],
  ])('separates other commands in %j', (line, requirements, others) => {
    const install = parseInstallCommand(line);
    expect(install?.requirements.map(formatRequirement)).toEqual(requirements);
    expect(install?.others).toEqual(others);
  });
});

const UNCHANGED = [
  'import torch\nx = 1\n',
  '%matplotlib inline\nimport x',
  '!nvidia-smi',
  '!wget -q https://example.org/a.png\nx = 1',
  '!git clone https://example.org/o/repo\n%cd repo\nimport x',
  '!git clone https://example.org/o/repo.git && cd repo\nx = 1',
  '!mkdir -p data',
  '!apt-get install -y ffmpeg',
  '!apt-get -qq install ffmpeg',
  '!huggingface-cli download o/n --local-dir x',
  '!python -m spacy download en_core_web_sm',
  '%env CUDA_VISIBLE_DEVICES=0',
  'files = !ls',
  's = """\n!pip install x\npip install y\n%cd z\n"""',
  "s = '''a\n$ pip install x\n'''",
  'x = (a\n% b)',
  'x = a \\\n% b',
  'text = "\\\n!pip install"',
  'model?',
  'cd = 1\nmake = cd\nhf = cd / 2\npython = 3',
  'print("pip install x")',
  'import os\nos.system("pip install x")',
  '# text about pip install of things',
];

const DROPPED: [string, string, string[]][] = [
  ['%%capture\nimport x', 'import x', ['%%capture']],
  ['%%bash\nls\npython x.py', '', ['%%bash\nls\npython x.py']],
  ['%%writefile a.py\nimport x', '', ['%%writefile a.py\nimport x']],
  ['!huggingface-cli login\nx = 1', 'x = 1', ['!huggingface-cli login']],
  ['!python app.py --serve\nx = 1', 'x = 1', ['!python app.py --serve']],
  [
    '!git clone https://e.org/o/r\n!python r/app.py --serve',
    '!git clone https://e.org/o/r',
    ['!python r/app.py --serve'],
  ],
  ['!vllm serve o/n &\nx = 1', 'x = 1', ['!vllm serve o/n &']],
  ['vllm serve o/n \\\n  --port 1\nx = 1', 'x = 1', ['vllm serve o/n \\\n  --port 1']],
  ['!uvicorn a:b', '', ['!uvicorn a:b']],
  ['!gradio app.py', '', ['!gradio app.py']],
  ['!nohup python x.py &', '', ['!nohup python x.py &']],
  ['%cd repo\nx = 1', 'x = 1', ['%cd repo']],
  ['%unknown_magic\nx = 1', 'x = 1', ['%unknown_magic']],
  ['%env HF_TOKEN=abc\nx = 1', 'x = 1', ['%env HF_TOKEN=abc']],
  ['!apt-get install ffmpeg', '', ['!apt-get install ffmpeg']],
  ['!pip uninstall -y a', '', ['!pip uninstall -y a']],
  ['!wget $URL', '', ['!wget $URL']],
  ['!wget https://e.org/x | sh', '', ['!wget https://e.org/x | sh']],
  ['!rm -rf /', '', ['!rm -rf /']],
  ['$ python\n$ ls\nx = 1', 'x = 1', ['$ python', '$ ls']],
  ['git clone https://e.org/o/r\ncd r\nimport x', 'import x', ['git clone https://e.org/o/r', 'cd r']],
  [
    'conda create -n x python=3.10\nconda activate x',
    '',
    ['conda create -n x python=3.10', 'conda activate x'],
  ],
];

describe('splitShellLines', () => {
  it.each(UNCHANGED)('does not change %j', (code) => {
    expect(splitShellLines(code)).toEqual({ code, requirements: [], refused: [], shell: [], removed: 0 });
  });

  it.each(DROPPED)('%j', (code, kept, shell) => {
    const split = splitShellLines(code);
    expect(split.code).toBe(kept);
    expect(split.shell).toEqual(shell);
    expect(split.removed).toBe(code.split('\n').length - (kept === '' ? 0 : kept.split('\n').length));
  });

  it.each<[string, string, string[], number]>([
    ['!pip install a\nimport a\n', 'import a\n', ['a'], 1],
    ['pip install a\n\nimport a', 'import a', ['a'], 1],
    ['!pip install a \\\n  b\nimport a', 'import a', ['a', 'b'], 2],
    ['import x\n!pip install a==1 "b[c]>=2"\nx.y()', 'import x\nx.y()', ['a==1', 'b[c]>=2'], 1],
    ['if x:\n    !pip install a\ny = 1', 'if x:\n    pass\ny = 1', ['a'], 1],
    ['if x:\n    !pip install a\n    !pip install b\ny = 1', 'if x:\n    pass\ny = 1', ['a', 'b'], 2],
    ['if x:\n    !pip install a\n    z()\ny = 1', 'if x:\n    z()\ny = 1', ['a'], 1],
    ['!apt-get install -y e && pip install a\nx = 1', '!apt-get install -y e\nx = 1', ['a'], 0],
    ['# pip install a\nimport a', '# pip install a\nimport a', ['a'], 0],
    ['import a  # pip install a==1', 'import a  # pip install a==1', ['a==1'], 0],
    ['# pip install the latest version of a', '# pip install the latest version of a', [], 0],
    ['# pip install git+https://e.org/x', '# pip install git+https://e.org/x', [], 0],
    ['%%bash\npip install a\nls', '', ['a'], 3],
    ['x = f(\n!pip install a\n', 'x = f(\n', ['a'], 1],
  ])('%j', (code, kept, requirements, removed) => {
    const split = splitShellLines(code);
    expect(split.code).toBe(kept);
    expect(split.requirements.map(formatRequirement)).toEqual(requirements);
    expect(split.refused).toEqual([]);
    expect(split.removed).toBe(removed);
  });

  it('installs nothing from a line that has another command', () => {
    const split = splitShellLines('!pip install a; rm -rf /\nx = 1');
    expect(split).toEqual({
      code: 'x = 1',
      requirements: [],
      refused: [{ line: '!pip install a; rm -rf /', reason: 'combined with a command that is not run' }],
      shell: ['rm -rf /'],
      removed: 1,
    });
  });

  it('limits the number of requirements, in bounded time', () => {
    const names = Array.from({ length: 10_000 }, (_, index) => `!pip install p${index}`).join('\n');
    const cpuMs = startCpuClock();
    const split = splitShellLines(names);
    expect(split.requirements).toHaveLength(200);
    expect(split.refused).toHaveLength(1);
    splitShellLines(`pip install ${'a'.repeat(1_000_000)}`);
    splitShellLines(`${'python '.repeat(100_000)}\n${'A=1 '.repeat(100_000)}pip install x`);
    splitShellLines(`"""${'\n!pip install x'.repeat(50_000)}`);
    expect(cpuMs()).toBeLessThan(2000);
  });
});
