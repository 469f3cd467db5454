# task: fill-mask
# libraries: transformers
# packages: transformers torch sentencepiece
from transformers import pipeline

text = "The capital of France is [MASK]."  # @widget text masked

unmasker = pipeline("fill-mask", model=MODEL_ID, revision=REVISION, dtype="auto")
# @if not mask_token
for mask in ("[MASK]", "<mask>"):
    text = text.replace(mask, unmasker.tokenizer.mask_token)
# @end
for guess in unmasker(text, top_k=5):
    print(f"{guess['score']:7.2%}  {guess['token_str']!r:<16} {guess['sequence']}")
