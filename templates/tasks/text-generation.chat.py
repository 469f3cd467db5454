# task: text-generation
# variant: chat
# libraries: transformers
# packages: transformers torch accelerate sentencepiece
import torch
from transformers import pipeline, set_seed

text = "Name three things worth seeing in Lisbon, in one sentence each."  # @widget text request

generator = pipeline(
    "text-generation",
    model=MODEL_ID,
    revision=REVISION,
    dtype=torch.bfloat16 if torch.cuda.is_available() else "auto",
    device_map="auto",
)

# A list of messages is formatted with the model's chat template; a model without one gets the plain text.
has_template = bool(getattr(generator.tokenizer, "chat_template", None))
prompt = [{"role": "user", "content": text}] if has_template else text

set_seed(0)
result = generator(prompt, max_new_tokens=128, return_full_text=False)
print("user:     ", text)
print("assistant:", result[0]["generated_text"])
