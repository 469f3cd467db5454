import { describe, expect, it } from 'vitest';
import { pinRevision } from '../../src/python/edits/pinned.ts';
import { parsePython } from '../../src/python/syntax/syntax.ts';

const ID = 'some/model';
const MARK = '  # alacard: revision pinned';
const IMPORT = 'from transformers import *\n';

describe('pinRevision', () => {
  it.each([
    ['from transformers import AutoModel\nAutoModel.from_pretrained("some/model"|)'],
    ['import transformers\ntransformers.AutoTokenizer.from_pretrained("some/model", use_fast=False|)'],
    ['import transformers as t\nt.BertModel.from_pretrained(pretrained_model_name_or_path="some/model"|)'],
    ['from transformers import pipeline as p\nx = p("fill-mask", "some/model"|)'],
    ['from transformers import pipeline\nx = pipeline(model="some/model", device=0|)'],
    ['from transformers import pipeline\nx = pipeline("a", model=m, tokenizer="some/model")\nm = 1'],
    ['from transformers import pipeline\nx = pipeline("a", model="some/model", tokenizer="some/model"|)'],
    ['from transformers import *\nAutoModel.from_pretrained("some/model"|)'],
    ['AutoModel.from_pretrained("some/model"|)'],
    ['from sentence_transformers import SentenceTransformer\nm = SentenceTransformer("some/model"|)'],
    ['from sentence_transformers import CrossEncoder\nm = CrossEncoder(model_name_or_path="some/model"|)'],
    ['from huggingface_hub import hf_hub_download\nhf_hub_download("some/model", "a.bin"|)'],
    [
      'from huggingface_hub import snapshot_download\nsnapshot_download(repo_id="some/model", repo_type="model"|)',
    ],
    ['from huggingface_hub import from_pretrained_keras\nfrom_pretrained_keras("some/model"|)'],
    ['from vllm import LLM\nllm = LLM(model="some/model"|)'],
    ['from faster_whisper import WhisperModel\nWhisperModel("some/model", device="cpu"|)'],
    ['from diffusers import DiffusionPipeline\nDiffusionPipeline.from_pretrained("some/model"|).to("cuda")'],
    ['pipe.load_lora_weights("some/model", weight_name="a.safetensors"|)'],
    ['from peft import PeftModel\nPeftModel.from_pretrained(base, "some/model"|)'],
    ['from peft import AutoPeftModelForCausalLM as A\nA.from_pretrained("some/model"|)'],
    ['from tokenizers import Tokenizer\nTokenizer.from_pretrained("some/model"|)'],
    ['from optimum.onnxruntime import ORTModel\nORTModel.from_pretrained("some/model"|)'],
    ['from pyannote.audio import Pipeline\nPipeline.from_pretrained("some/model"|)'],
    ['from mlx_lm import load\nm, t = load("some/model"|)'],
    [
      'from transformers import BertPreTrainedModel\nclass My(BertPreTrainedModel): pass\nMy.from_pretrained("some/model"|)',
    ],
    [
      'import torch.nn as nn\nfrom huggingface_hub import PyTorchModelHubMixin\nclass My(nn.Module, PyTorchModelHubMixin): pass\nMy.from_pretrained("some/model"|)',
    ],
  ])('adds the revision if the function takes one: %s', (template) => {
    const code = template.replace('|', '');
    const at = template.indexOf('|');
    const pinned = template.replace('|', ', revision=REVISION').replaceAll('"some/model"', 'MODEL_ID');
    const expected = at < 0 ? code : `${pinned}${MARK}`;
    expect(pinRevision(code, ID, []).code).toBe(expected);
    expect(parsePython(expected).problem).toBeUndefined();
  });

  it.each([
    ['another model', `${IMPORT}AutoModel.from_pretrained("other/model")`],
    ['a longer id', `${IMPORT}AutoModel.from_pretrained("some/model-2")`],
    ['a revision of its own', `${IMPORT}AutoModel.from_pretrained("some/model", revision="v1")`],
    ['keywords that may hold one', `${IMPORT}AutoModel.from_pretrained("some/model", **options)`],
    ['arguments that may hold one', `${IMPORT}AutoModel.from_pretrained("some/model", *options)`],
    [
      'a data set of the same name',
      'from huggingface_hub import *\nhf_hub_download("some/model", "a", repo_type="dataset")',
    ],
    ['a tokenizer from elsewhere', `${IMPORT}pipeline("a", "some/model", tokenizer="other/model")`],
    ['a class that takes none', 'from llama_cpp import Llama\nLlama.from_pretrained("some/model")'],
    ['an unknown library', 'from somewhere import Thing\nThing.from_pretrained("some/model")'],
    ['a function of the block', 'def pipeline(a, b): pass\npipeline("a", "some/model")'],
    ['saving', 'model.push_to_hub("some/model")'],
    ['a name bound twice', `${IMPORT}m = "some/model"\nm = "x"\nAutoModel.from_pretrained(m)`],
    ['a REVISION of the block', `${IMPORT}REVISION = "v1"\nAutoModel.from_pretrained("some/model")`],
    ['what is no Python', 'AutoModel.from_pretrained("some/model"'],
    ['timm without the Hub', 'import timm\ntimm.create_model("some/model")'],
  ])('does not change %s', (_name, code) => {
    expect(pinRevision(code, ID, [])).toEqual({ code, edits: [] });
  });

  it.each([
    [
      'AutoModel.from_pretrained(\n    "some/model",\n)',
      'AutoModel.from_pretrained(\n    MODEL_ID, revision=REVISION,  # alacard: revision pinned\n)',
    ],
    [
      'AutoModel.from_pretrained(\n    "some/model"  # the id\n    # and more\n)',
      'AutoModel.from_pretrained(\n    MODEL_ID, revision=REVISION  # the id  # alacard: revision pinned\n    # and more\n)',
    ],
    [
      'AutoModel.from_pretrained("some/model" , )',
      `AutoModel.from_pretrained(MODEL_ID, revision=REVISION , )${MARK}`,
    ],
    [
      'f(AutoModel.from_pretrained("some/model"), pipeline("a", "some/model"))',
      `f(AutoModel.from_pretrained(MODEL_ID, revision=REVISION), pipeline("a", MODEL_ID, revision=REVISION))${MARK}`,
    ],
    [
      'pipeline("a", "some/model", model_kwargs=dict(config=AutoConfig.from_pretrained("some/model")))',
      `pipeline("a", MODEL_ID, model_kwargs=dict(config=AutoConfig.from_pretrained(MODEL_ID, revision=REVISION)), revision=REVISION)${MARK}`,
    ],
    [
      'x = AutoModel.from_pretrained("some/model") \\\n    .eval()',
      'x = AutoModel.from_pretrained(MODEL_ID, revision=REVISION) \\\n    .eval()',
    ],
    [
      'f(AutoModel.from_pretrained("some/model"), """a\nb""")',
      'f(AutoModel.from_pretrained(MODEL_ID, revision=REVISION), """a\nb""")',
    ],
    [
      'f("""a\n""", AutoModel.from_pretrained("some/model"))',
      `f("""a\n""", AutoModel.from_pretrained(MODEL_ID, revision=REVISION))${MARK}`,
    ],
    [
      '%time x = AutoModel.from_pretrained("some/model")',
      '%time x = AutoModel.from_pretrained(MODEL_ID, revision=REVISION)',
    ],
    [
      'a = 1\r\nAutoModel.from_pretrained("some/model")\r\nb = 2\r\n',
      `a = 1\r\nAutoModel.from_pretrained(MODEL_ID, revision=REVISION)${MARK}\r\nb = 2\r\n`,
    ],
    [
      'def f():\n\tx = AutoModel.from_pretrained("some/model")   \n',
      `def f():\n\tx = AutoModel.from_pretrained(MODEL_ID, revision=REVISION)${MARK}   \n`,
    ],
    [
      'm = "some/model"\ndef f():\n    return AutoModel.from_pretrained(m)',
      `m = MODEL_ID  # alacard: set in cell 2\ndef f():\n    return AutoModel.from_pretrained(m, revision=REVISION)${MARK}`,
    ],
  ])('changes nothing else: %j', (code, expected) => {
    expect(pinRevision(code, ID, []).code).toBe(expected);
    expect(parsePython(expected).problem).toBeUndefined();
  });

  it.each([
    ['a call that takes no revision', 'Llama.from_pretrained("some/model")'],
    ['a text', 'print("some/model")'],
    ['a call with a revision of its own', 'AutoConfig.from_pretrained("some/model", revision="v1")'],
    ['a name bound twice', 'm = "some/model"\nm = 1'],
    ['a MODEL_ID of its own', 'MODEL_ID = load()'],
    ['a MODEL_ID of another model', 'MODEL_ID = "other/model"'],
  ])('uses neither MODEL_ID nor REVISION if the id is also in %s', (_name, line) => {
    const code = `AutoModel.from_pretrained("some/model")\n${line}`;
    expect(pinRevision(code, ID, [], { revision: 'abc' }).code).toBe(
      `AutoModel.from_pretrained("some/model", revision="abc")${MARK}\n${line}`,
    );
  });

  it('uses neither if other cells of the author use the name MODEL_ID', () => {
    const options = { revision: 'abc', ownModelId: true };
    expect(pinRevision('AutoModel.from_pretrained("some/model")', ID, [], options).code).toBe(
      `AutoModel.from_pretrained("some/model", revision="abc")${MARK}`,
    );
  });

  it('keeps a MODEL_ID of the author that is this model', () => {
    const code = 'MODEL_ID = "some/model"\nAutoModel.from_pretrained(MODEL_ID)';
    expect(pinRevision(code, ID, []).code).toBe(
      `MODEL_ID = MODEL_ID  # alacard: set in cell 2\nAutoModel.from_pretrained(MODEL_ID, revision=REVISION)${MARK}`,
    );
  });

  it('replaces the id on another line than the revision', () => {
    const code = 'AutoModel.from_pretrained(\n    "some/model",\n    device_map="auto",\n)';
    expect(pinRevision(code, ID, []).code).toBe(
      `AutoModel.from_pretrained(\n    MODEL_ID,  # alacard: set in cell 2\n    device_map="auto", revision=REVISION,${MARK}\n)`,
    );
  });

  it('reports the line of each edit', () => {
    const code =
      'm = "some/model"\na = AutoModel.from_pretrained(m)\nb = AutoTokenizer.from_pretrained(\n  m)\n';
    expect(pinRevision(code, ID, []).edits).toEqual([
      { line: 2, text: ', revision=REVISION' },
      { line: 4, text: ', revision=REVISION' },
    ]);
  });

  it('accepts other ids of the repository', () => {
    expect(pinRevision('AutoModel.from_pretrained("model")', ID, ['model']).edits).toHaveLength(1);
    expect(pinRevision('AutoModel.from_pretrained("model")', ID, []).edits).toHaveLength(0);
  });

  it.each(['hf_hub:', 'hf-hub:'])(
    'puts it after the id for timm, which reads %s<id>@<revision>',
    (scheme) => {
      const code = `import timm\nm = timm.create_model("${scheme}some/model", pretrained=True)`;
      expect(pinRevision(code, ID, [])).toEqual({
        code: `import timm\nm = timm.create_model("${scheme}" + MODEL_ID + "@" + REVISION, pretrained=True)${MARK}`,
        edits: [{ line: 2, text: ' + "@" + REVISION' }],
      });
    },
  );

  it.each([
    ['AutoModelForCausalLM.from_pretrained("some/model"|)', ', adapter_kwargs={"revision": REVISION}'],
    ['AutoModel.from_pretrained("some/model", adapter_kwargs=a|)', ''],
    ['pipeline("a", "some/model"|)', ''],
    ['AutoTokenizer.from_pretrained("some/model"|)', ', revision=REVISION'],
    ['PeftModel.from_pretrained(base, "some/model"|)', ', revision=REVISION'],
  ])('never applies the commit of an adapter to its base model: %s', (template, text) => {
    const code = template.replace('|', '');
    const pinned = pinRevision(code, ID, [], { adapter: true }).code;
    expect(pinned).toBe(
      text === '' ? code : template.replace('|', text).replace('"some/model"', 'MODEL_ID') + MARK,
    );
  });
});
