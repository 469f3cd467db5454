# task: text-generation
# libraries: transformers
# packages: transformers torch accelerate sentencepiece
import torch
from transformers import pipeline, set_seed

text = "The lighthouse keeper opened the door and"  # @widget text start

generator = pipeline(
    "text-generation",
    model=MODEL_ID,
    revision=REVISION,
    dtype=torch.bfloat16 if torch.cuda.is_available() else "auto",
    device_map="auto",
)

# A base model continues the text. The seed makes the sampling reproducible.
set_seed(0)
result = generator(text, max_new_tokens=60, do_sample=True, top_p=0.9)
print(result[0]["generated_text"])
