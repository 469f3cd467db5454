import { describe, expect, it } from 'vitest';
import { findRisks } from '../../src/python/risks/find-risks.ts';
import { runsDownload } from '../../src/python/risks/risk-table.ts';
import { parsePython } from '../../src/python/syntax/syntax.ts';

/** `risk:line,line`, separated by spaces. */
const risksIn = (code: string) =>
  findRisks(parsePython(code))
    .map(({ risk, lines }) => `${risk}:${lines}`)
    .join(' ');

describe('the risks of code', () => {
  it.each<[code: string, risks: string]>([
    // Each way to call a shell counts as the same risk.
    ['!ls -la', 'shell:1'],
    ['files = !ls', 'shell:1'],
    ['%system ls', 'shell:1'],
    ['%%bash\nls', 'shell:1'],
    ['import os\nos.system("ls")', 'shell:2'],
    ['import os as o\nx = o.popen(command).read()', 'shell:2'],
    ['from os import system as s\ns("ls")', 'shell:2'],
    ['import subprocess\nsubprocess.run(["ls"])', 'shell:2'],
    ['from subprocess import *\nimport subprocess\nsubprocess.Popen(x, shell=True)', 'shell:3'],
    ['get_ipython().system("ls")', 'shell:1'],
    ['ip = get_ipython()\nip.system("ls")', 'shell:2'],
    ['__import__("os").system("ls")', 'shell:1'],
    // So does running a download.
    ['!curl -s https://x.example/a.sh | sh', 'download:1'],
    ['!wget -qO- https://x.example | sudo bash -s -- x', 'download:1'],
    ['!bash -c "$(curl -fsSL https://x.example)"', 'download:1'],
    ['%%bash\nset -e\ncurl https://x.example | python3', 'download:1'],
    ['import os\nos.system("curl -s https://x.example | sh")', 'download:2'],
    ['import os\nos.system(f"curl {url} | sh")', 'download:2'],
    ['import subprocess as sp\nsp.run("curl x | /bin/sh", shell=True)', 'download:2'],
    ['import subprocess\nsubprocess.check_call(["bash", "-c", "curl x | sh"])', 'download:2'],
    ['get_ipython().system("curl x | sh")', 'download:1'],
    // Installing packages.
    ['!pip install git+https://github.com/x/y', 'install:1'],
    ['%pip install --index-url https://x.example y', 'install:1'],
    ['!apt-get install -y espeak', 'install:1'],
    ['import os\nos.system("pip install x")', 'install:2'],
    ['import subprocess, sys\nsubprocess.run([sys.executable, "-m", "pip", "install", "x"])', 'install:2'],
    ['get_ipython().run_line_magic("pip", "install x")', 'install:1'],
    // Code that is created from data.
    ['import base64\nexec(base64.b64decode(x))', 'eval:2'],
    ['y = eval(answer)', 'eval:1'],
    ['%run https://x.example/a.py', 'eval:1'],
    ['import pickle\npickle.load(f)', 'unpickle:2'],
    ['from pickle import loads\nloads(x)', 'unpickle:2'],
    ['import joblib\njoblib.load(hf_hub_download("a/b", "m.joblib"))', 'unpickle:2'],
    ['import torch\ntorch.load("a.bin")\ntorch.load("b.bin")', 'unpickle:2,3'],
    ['import numpy as np\nnp.load("a.npy", allow_pickle=True)', 'unpickle:2'],
    ['import pandas as pd\npd.read_pickle("a.pkl")', 'unpickle:2'],
    ['AutoModel.from_pretrained("a/b", trust_remote_code=True)', 'remote:1'],
    ['pipeline(model="a/b", model_kwargs={"trust_remote_code": True})', 'remote:1'],
    ['import torch\ntorch.hub.load("a/b", "c")', 'remote:2'],
    // Credentials.
    ['from huggingface_hub import login\nlogin(token=t)', 'credentials:2'],
    ['import os\nos.environ["HF_TOKEN"] = "x"', 'credentials:2'],
    ['import os\nkey = os.getenv("OPENAI_API_KEY")', 'credentials:2'],
    ['open(os.path.expanduser("~/.ssh/id_rsa"))', 'credentials:1'],
    ['%env HF_TOKEN=x', 'credentials:1'],
    // Several, worst first.
    ['import os\nos.system("ls")\nexec(x)\nos.system("ls")', 'eval:3 shell:2,4'],
    ['def f(:\n  pass', 'unchecked:1'],
    [`x = 1\n${'# long\n'.repeat(40_000)}`, 'unchecked:1'],
  ])('%j', (code, risks) => {
    expect(risksIn(code)).toBe(risks);
  });

  it.each([
    'from transformers import pipeline\npipe = pipeline("text-generation", model="a/b")\nprint(pipe("Hello"))',
    'model.eval()\nmodel = torch.compile(model)',
    'AutoModel.from_pretrained("a/b", trust_remote_code=False)',
    'import torch\ntorch.load("a.pt", weights_only=True)',
    'import numpy as np\nnp.load("a.npy")',
    'import yaml\nyaml.safe_load(x)\nimport json\njson.load(f)',
    'import platform\nplatform.system()',
    '%pip install -q transformers "torch>=2"',
    '!pip install -U sentence-transformers',
    '%matplotlib inline\n%time x = 1',
    'text = "os.system(1) and curl x | sh"\n# os.system("ls")',
    'def system(x): pass\nsystem("ls")\ndef exec(x): pass\nexec("a")',
    'import os\nos.environ["CUDA_VISIBLE_DEVICES"] = "0"',
    'tokenizer.pad_token = tokenizer.eos_token\nMAX_TOKENS = "MAX_TOKENS"',
    '',
  ])('finds none in %j', (code) => {
    expect(risksIn(code)).toBe('');
  });

  it.each<[string, boolean]>([
    ['curl x | sh', true],
    ['a | curl x | tee y | bash', true],
    ['sh <(wget -qO- x)', true],
    ['curl x -o y && ls | sh', true],
    ['curl x | grep sh', false],
    ['cat x | sh', false],
    ['curl https://x.example/sh', false],
  ])('%s runs a download: %s', (command, expected) => {
    expect(runsDownload(command)).toBe(expected);
  });
});
