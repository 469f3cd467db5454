# task: text-generation
# variant: chat
# libraries: transformers
# packages: transformers torch accelerate sentencepiece
from transformers import pipeline, set_seed

text = "Name three things worth seeing in Lisbon, in one sentence each."  # @widget text request

chat = pipeline("text-generation", model=MODEL_ID, revision=REVISION, dtype="auto", device_map="auto")
set_seed(0)
# @if chat_template
messages = [{"role": "user", "content": text}]
answer = chat(messages, max_new_tokens=128, return_full_text=False)[0]["generated_text"]
# @else
answer = chat(text, max_new_tokens=128, return_full_text=False)[0]["generated_text"]
# @end
print(f"user:      {text}\nassistant: {answer}")
