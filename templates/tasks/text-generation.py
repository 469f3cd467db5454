# task: text-generation
# libraries: transformers
# packages: transformers torch accelerate sentencepiece
from transformers import pipeline, set_seed

text = "The lighthouse keeper opened the door and"  # @widget text start

generator = pipeline("text-generation", model=MODEL_ID, revision=REVISION, dtype="auto", device_map="auto")
set_seed(0)
result = generator(text, max_new_tokens=60, do_sample=True, top_p=0.9)
print(result[0]["generated_text"])
