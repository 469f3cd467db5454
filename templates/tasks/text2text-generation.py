# task: text2text-generation
# libraries: transformers
# packages: transformers torch accelerate sentencepiece
import torch
from transformers import AutoModelForSeq2SeqLM, AutoTokenizer

text = "Answer the question: which season comes after winter?"  # @widget text

tokenizer = AutoTokenizer.from_pretrained(MODEL_ID, revision=REVISION)
model = AutoModelForSeq2SeqLM.from_pretrained(
    MODEL_ID,
    revision=REVISION,
    dtype=torch.bfloat16 if torch.cuda.is_available() else torch.float32,
    device_map="auto",
)

inputs = tokenizer(text, return_tensors="pt", truncation=True, max_length=512).to(model.device)
output = model.generate(input_ids=inputs.input_ids, attention_mask=inputs.attention_mask, max_new_tokens=60)
print("input: ", text)
print("output:", tokenizer.decode(output[0], skip_special_tokens=True))
