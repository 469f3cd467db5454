import { describe, expect, it } from 'vitest';
import { updateCode } from '../../src/python/edits/update-code.ts';
import { parsePython } from '../../src/python/syntax/syntax.ts';

const FROM = 'from transformers import pipeline, AutoModel, AutoTokenizer\n';
const update = (code: string, modelType?: string) =>
  updateCode(parsePython(code), { modelIds: ['a/b'], ...(modelType !== undefined && { modelType }) });
/** The updated lines after the import, without the marks. */
const bodyOf = (code: string) =>
  update(FROM + code)
    .slice(FROM.length)
    .replace(/ {2}# alacard: [^\n]*/g, '');

describe('calls', () => {
  it.each([
    ['AutoModel.from_pretrained("a/b", use_auth_token=True)', 'AutoModel.from_pretrained("a/b", token=None)'],
    ['AutoModel.from_pretrained("a/b", use_auth_token=key)', 'AutoModel.from_pretrained("a/b", token=key)'],
    [
      'AutoModel.from_pretrained("a/b", load_in_8bit=True, device_map="auto")',
      'AutoModel.from_pretrained("a/b", quantization_config={"load_in_8bit": True}, device_map="auto")',
    ],
    [
      'AutoModel.from_pretrained(\n    "a/b",\n    load_in_8bit=False,\n    load_in_4bit=True,\n)',
      'AutoModel.from_pretrained(\n    "a/b",\n    quantization_config={"load_in_4bit": True},\n)',
    ],
    ['AutoModel.from_pretrained("a/b", resume_download=True)', 'AutoModel.from_pretrained("a/b")'],
    [
      'pipeline("ner", "a/b", grouped_entities=True)("x")',
      'pipeline("ner", "a/b", aggregation_strategy="simple")("x")',
    ],
    [
      'c = pipeline(model="a/b")\nc("x", return_all_scores=True)',
      'c = pipeline(model="a/b")\nc("x", top_k=None)',
    ],
    ['pipeline("ner", model="a/b", framework="pt")', 'pipeline("ner", model="a/b")'],
    ['tok.encode_plus("x", "y", return_tensors="pt")', 'tok("x", "y", return_tensors="pt")'],
    ['tok.batch_encode_plus(batch_text_or_text_pairs=["x"])', 'tok(text=["x"])'],
    [
      'tok.prepare_seq2seq_batch(["x"], return_tensors="pt")',
      'tok(["x"], return_tensors="pt", padding=True, truncation=True)',
    ],
    [
      'ids = tok.apply_chat_template(chat, return_tensors="pt").to("cpu")\nmodel.generate(ids)',
      'ids = tok.apply_chat_template(chat, return_tensors="pt", return_dict=False).to("cpu")\nmodel.generate(ids)',
    ],
  ])('%s', (code, expected) => expect(bodyOf(code)).toBe(expected));

  it.each([
    'text = tok.apply_chat_template(chat, tokenize=False)',
    'x = tok.apply_chat_template(chat, return_tensors="pt")\nmodel.generate(**x)',
    'x = tok.apply_chat_template(chat, return_tensors="pt")\nmodel.generate(x["input_ids"])',
    'model.generate(**tok.apply_chat_template(chat, return_tensors="pt"))',
    'x = tok.apply_chat_template(chat, return_dict=True)',
    'x = tok.apply_chat_template(chat, **options)',
    'tok.encode_plus("x", "y", True)',
    'tok.prepare_seq2seq_batch(["x"], tgt_texts=["y"])',
    'AutoModel.from_pretrained("a/b", load_in_4bit=True, bnb_4bit_use_double_quant=True)',
    'BitsAndBytesConfig(load_in_8bit=True)',
    'pipeline("ner", model="a/b", framework="tf")',
    'AutoModel.from_pretrained("a/b", # the model\n  resume_download=True # again\n  , device_map="auto")',
  ])('leaves %s', (code) => expect(update(FROM + code)).toBe(FROM + code));

  it('marks each change in its line', () => {
    expect(update('import transformers\ntok.encode_plus("x")  # mine')).toBe(
      'import transformers\ntok("x")  # mine  # alacard: encode_plus was replaced by calling the tokenizer',
    );
  });

  it('does not change a block that imports none of the libraries', () => {
    expect(update('tok.encode_plus("x", use_auth_token=True)')).toBe(
      'tok.encode_plus("x", use_auth_token=True)',
    );
  });
});

describe('names', () => {
  it.each([
    [
      'from transformers import AutoModelForVision2Seq',
      'from transformers import AutoModelForImageTextToText as AutoModelForVision2Seq',
    ],
    [
      'from transformers import (\n  ViTFeatureExtractor as F,\n  AutoModel,\n)',
      'from transformers import (\n  ViTImageProcessor as F,\n  AutoModel,\n)',
    ],
    [
      'import transformers as t\nt.AutoModelForVision2Seq',
      'import transformers as t\nt.AutoModelForImageTextToText',
    ],
    [
      'import numpy as np\nx = np.zeros(3, dtype=np.float)',
      'import numpy as np\nx = np.zeros(3, dtype=float)',
    ],
    ['import numpy as np\nx = np.Inf', 'import numpy as np\nx = np.inf'],
    [
      'from PIL import Image\ni.resize(s, Image.ANTIALIAS)',
      'from PIL import Image\ni.resize(s, Image.LANCZOS)',
    ],
    [
      'from huggingface_hub import hf_hub_url, cached_download\nf = cached_download(hf_hub_url("a/b", "m.bin"))',
      'from huggingface_hub import hf_hub_url, hf_hub_download\nf = (hf_hub_download("a/b", "m.bin"))',
    ],
    [
      'from transformers import AutoModelWithHeads',
      'from adapters import AutoAdapterModel as AutoModelWithHeads',
    ],
  ])('%s', (code, expected) => expect(update(code).replace(/ {2}# alacard: [^\n]*/g, '')).toBe(expected));

  it.each([
    'import numpy as np\nnp = mine\nnp.float',
    'from transformers import WhisperFeatureExtractor',
    'from transformers import DetrFeatureExtractor\nf.post_process(outputs, sizes)',
    'from huggingface_hub import cached_download\nf = cached_download("https://example.org/x")',
    'import numpy as np\nnp.float32',
  ])('leaves %s', (code) => expect(update(code)).toBe(code));

  const LM_HEAD = 'from transformers import AutoModelWithLMHead\nAutoModelWithLMHead.from_pretrained("a/b")';
  it.each([
    ['t5', 'AutoModelForSeq2SeqLM'],
    ['gpt2', 'AutoModelForCausalLM'],
    ['bert', 'AutoModelForMaskedLM'],
  ])('uses the head of %s', (modelType, name) => {
    expect(update(LM_HEAD, modelType)).toContain(`import ${name} as AutoModelWithLMHead  #`);
  });
  it('keeps a class if it cannot determine its replacement', () => {
    expect(update(LM_HEAD)).toBe(LM_HEAD);
    expect(update(LM_HEAD, 'whisper')).toBe(LM_HEAD);
    const other = LM_HEAD.replace('a/b', 'c/d');
    expect(update(other, 't5')).toBe(other);
  });
});
