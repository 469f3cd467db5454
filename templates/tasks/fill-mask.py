# task: fill-mask
# libraries: transformers
# packages: transformers torch sentencepiece
import torch
from transformers import pipeline

text = "The capital of France is [MASK]."  # @widget text masked

unmasker = pipeline(
    "fill-mask",
    model=MODEL_ID,
    revision=REVISION,
    dtype=torch.float16 if torch.cuda.is_available() else "auto",
)

# Each model has its own mask token: [MASK], <mask>, ...
for mask in ("[MASK]", "<mask>"):
    text = text.replace(mask, unmasker.tokenizer.mask_token)

for guess in unmasker(text, top_k=5):
    print(f"{guess['score']:7.2%}  {guess['token_str']!r:<16} {guess['sequence']}")
