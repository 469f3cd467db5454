import { expect, it } from 'vitest';
import { linesAfter } from '../heavy/clean-up-lines.ts';
import { runCells } from '../heavy/run-cells.ts';

// A model of 64 MB that `from_pretrained` loads from a folder, as in a notebook.
const BUILD = `
import gc, os, tempfile, weakref
import psutil, torch
from transformers import AutoModel, BertConfig, BertModel
folder = tempfile.mkdtemp()
config = BertConfig(vocab_size=1000, hidden_size=1024, num_hidden_layers=1, num_attention_heads=2, intermediate_size=4096)
BertModel(config).save_pretrained(folder)
gc.collect()
alive = lambda: sum(value.nbytes for value in gc.get_objects() if type(value) is torch.nn.Parameter) / 1e6
rss = lambda: psutil.Process().memory_info().rss / 1e6
ids = torch.ones(1, 4, dtype=torch.long)
before = alive()
`;
const WITH = `
sums = [float(value.sum()) for value in gc.get_objects() if type(value) is torch.nn.Parameter]  # reads the weights from disk
with_model = alive(), rss()
`;
const AFTER = '\nprint(round(with_model[0] - before), round(alive() - before), with_model[1] - rss() > 30)';
const LOAD = 'model = AutoModel.from_pretrained(folder)';
const EXAMPLES = [
  LOAD,
  `${LOAD}\nout = model(ids)\nvector = out.last_hidden_state[0, 0]`,
  `${LOAD}\nmodels = [model]\ndel model`,
  'parts = {}\nparts["model"] = AutoModel.from_pretrained(folder)',
  'class App: pass\napp = App()\napp.model = AutoModel.from_pretrained(folder)',
  'def load():\n    return AutoModel.from_pretrained(folder)\nnet = load().eval()',
];

it('the first lines of cell 6 free a real model, kept in a name, an output, a list, a dictionary, an attribute or a function', async () => {
  const cells = EXAMPLES.flatMap((example) => [example + WITH, linesAfter(example) + AFTER]);
  const run = await runCells([BUILD, ...cells]);
  expect(run.failure).toBeNull();
  const lines = run.text.split('\n').filter((line) => /^\d+ -?\d+ \w+$/.test(line));
  expect(lines).toEqual(EXAMPLES.map(() => '61 0 True'));
});
