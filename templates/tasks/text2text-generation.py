# task: text2text-generation
# libraries: transformers
# packages: transformers torch accelerate sentencepiece
# @if causal
from transformers import pipeline

text = "Answer the question: which season comes after winter?"  # @widget text request

generator = pipeline("text-generation", model=MODEL_ID, revision=REVISION, dtype="auto", device_map="auto")
answer = generator(text, max_new_tokens=60, return_full_text=False)[0]["generated_text"]
# @else
from transformers import AutoModelForSeq2SeqLM, AutoTokenizer

text = "Answer the question: which season comes after winter?"  # @widget text request

tokenizer = AutoTokenizer.from_pretrained(MODEL_ID, revision=REVISION)
model = AutoModelForSeq2SeqLM.from_pretrained(MODEL_ID, revision=REVISION, dtype="auto", device_map="auto")

inputs = tokenizer(text, return_tensors="pt", truncation=True, max_length=512).to(model.device)
output = model.generate(inputs.input_ids, attention_mask=inputs.attention_mask, max_new_tokens=60)
answer = tokenizer.decode(output[0], skip_special_tokens=True)
# @end
print("input: ", text)
print("output:", answer)
