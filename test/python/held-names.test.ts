import { describe, expect, it } from 'vitest';
import { findHeldModels } from '../../src/python/names/held-names.ts';
import { parsePython } from '../../src/python/syntax/syntax.ts';

function held(code: string) {
  const file = parsePython(code);
  expect(file.problem).toBeUndefined();
  const { loads, names } = findHeldModels(file);
  return loads ? names.join(' ') : undefined;
}

const MODEL = 'model = AutoModel.from_pretrained("a/b")\n';
const PIPE = 'pipe = pipeline("text-generation", model="a/b")\n';

describe('the names that keep a model in memory', () => {
  it.each([
    ['no model', 'print("hello")\nx = [1]', undefined],
    ['only a tokenizer', 'tokenizer = AutoTokenizer.from_pretrained("a/b")', undefined],
    ['only a file', 'path = hf_hub_download("a/b", "x.json")', undefined],
    ['a model and its tokenizer', `tokenizer = AutoTokenizer.from_pretrained("a/b")\n${MODEL}`, 'model'],
    [
      'both in one line',
      'tok, model = AutoTokenizer.from_pretrained("a/b"), AutoModel.from_pretrained("a/b")',
      'model',
    ],
    ['an annotated name', 'model: Any = AutoModel.from_pretrained("a/b")', 'model'],
    ['a chain of methods', 'model = AutoModel.from_pretrained("a/b").to("cuda").eval()', 'model'],
    ['two names for one', 'a = b = AutoModel.from_pretrained("a/b")', 'a b'],
    ['a pipeline, not its result', `${PIPE}result = pipe("hi")\nprint(result[0])`, 'pipe'],
    [
      'a name like its class',
      'pipeline = transformers.pipeline("x", model="a/b")\nout = pipeline("hi")',
      'pipeline',
    ],
    ['a pipeline of a model', `${MODEL}nlp = pipeline("x", model=model)`, 'model nlp'],
    [
      'a diffusion pipeline, not its image',
      'pipe = DiffusionPipeline.from_pretrained("a/b")\npipe = pipe.to("cuda")\nimage = pipe("hi").images[0]',
      'pipe',
    ],
    [
      'an adapter on a base model',
      'base = AutoModelForCausalLM.from_pretrained("a/b")\nmodel = PeftModel.from_pretrained(base, "c/d")',
      'base model',
    ],
    ['a compiled copy', `${MODEL}fast = torch.compile(model)`, 'model fast'],
    ['sentence-transformers', 'st = SentenceTransformer("a/b")\nvectors = st.encode(["x"])', 'st'],
    ['timm', 'net = timm.create_model("hf-hub:a/b", pretrained=True)', 'net'],
    ['flair', 'tagger = SequenceTagger.load("a/b")', 'tagger'],
    ['torch.load, but not json.load', 'state = torch.load("x.pt")\nconfig = json.load(open("x"))', 'state'],
    ['llama.cpp', 'llm = Llama(model_path=path)\nout = llm("hi")', 'llm'],
  ])('%s', (_, code, names) => {
    expect(held(code)).toBe(names);
  });

  it.each([
    ['a list', 'models = [AutoModel.from_pretrained("a/b")]', 'models'],
    ['a comprehension', 'models = [AutoModel.from_pretrained(i) for i in ids]', 'models'],
    ['a dictionary', `${MODEL}parts = {"model": model, "name": "x"}`, 'model parts'],
    ['a key', `parts = {}\nparts["model"] = AutoModel.from_pretrained("a/b")`, 'parts'],
    ['an attribute', `${MODEL}app.model = model`, 'model app'],
    ['append', `${MODEL}models = []\nmodels.append(model)`, 'model models'],
    ['a partial function', `${MODEL}run = partial(model.generate, max_new_tokens=5)`, 'model run'],
    [
      'an object of its own class',
      `class Chat:\n    def __init__(self):\n        self.model = AutoModel.from_pretrained("a/b")\nchat = Chat()`,
      'chat',
    ],
    [
      'what a function returns',
      `def load():\n    return AutoModel.from_pretrained("a/b")\nnet = load()`,
      'net',
    ],
    [
      'a global name',
      `def load():\n    global net\n    net = AutoModel.from_pretrained("a/b")\nload()`,
      'net',
    ],
    ['a function that keeps nothing', `def run():\n    ${MODEL}    return 1\n\nprint(run())`, ''],
    ['a branch', `if True:\n    ${MODEL}else:\n    model = None`, 'model'],
    ['a loop over models', 'for net in [AutoModel.from_pretrained("a/b")]:\n    print(net)', 'net'],
    ['the main guard', `if __name__ == "__main__":\n    ${MODEL}`, 'model'],
    ['a condition', 'if (net := AutoModel.from_pretrained("a/b")):\n    pass', 'net'],
    ['with', 'with AutoModel.from_pretrained("a/b") as net:\n    pass', 'net'],
  ])('in %s', (_, code, names) => {
    expect(held(code)).toBe(names);
  });

  // Without no_grad, a result refers to the operations that computed it, and they refer to the weights.
  it.each([
    [
      'an output with gradients',
      `${MODEL}out = model(**inputs)\nscores = out.logits.softmax(-1)`,
      'model out scores',
    ],
    ['through a function', `${MODEL}out = model(**inputs)\ny = F.normalize(out[0])`, 'model out y'],
    [
      'plain values of it',
      `${MODEL}out = model(**inputs)\ny = out.logits.argmax().item()\nz = out.logits.detach()`,
      'model out',
    ],
    ['no_grad', `${MODEL}with torch.no_grad():\n    out = model(**inputs)\ny = out.logits`, 'model'],
    ['inference_mode', `${MODEL}with torch.inference_mode():\n    out = model(**inputs)`, 'model'],
    ['gradients switched off', `torch.set_grad_enabled(False)\n${MODEL}out = model(**inputs)`, 'model'],
    ['generate', `${MODEL}ids = model.generate(**inputs)\ntext = tokenizer.decode(ids[0])`, 'model'],
    ['settings', `${MODEL}device = model.device\nlabels = model.config.id2label`, 'model'],
  ])('gradients: %s', (_, code, names) => {
    expect(held(code)).toBe(names);
  });

  it.each([
    ['del', `${MODEL}del model`, ''],
    ['del in a branch', `${MODEL}if x:\n    del model`, 'model'],
    ['assigning another value', `${MODEL}model = None`, ''],
    ['assigning another value in a branch', `${MODEL}if x:\n    model = None`, 'model'],
  ])('freed by the code itself: %s', (_, code, names) => {
    expect(held(code)).toBe(names);
  });
});
