# task: tabular-to-text
# libraries: transformers
# packages: transformers torch accelerate sentencepiece
# @if causal
from transformers import pipeline
# @else
from transformers import AutoModelForSeq2SeqLM, AutoTokenizer
# @end

# Rows of a table as text. Models expect the format that they were trained on; see the model card.
table = "Month: January | Visitors: 120 | Sales: 840 ; Month: February | Visitors: 180 | Sales: 1310"

# @if causal
generator = pipeline("text-generation", model=MODEL_ID, revision=REVISION, dtype="auto", device_map="auto")
# @if chat_template
prompt = [{"role": "user", "content": f"Describe this table in one sentence: {table}"}]
# @else
prompt = f"{table}\nThe table says that"
# @end
sentence = generator(prompt, max_new_tokens=60, return_full_text=False)[0]["generated_text"]
# @else
tokenizer = AutoTokenizer.from_pretrained(MODEL_ID, revision=REVISION)
model = AutoModelForSeq2SeqLM.from_pretrained(MODEL_ID, revision=REVISION, dtype="auto", device_map="auto")

inputs = tokenizer(table, return_tensors="pt").to(model.device)
output = model.generate(inputs.input_ids, attention_mask=inputs.attention_mask, max_new_tokens=60)
sentence = tokenizer.decode(output[0], skip_special_tokens=True)
# @end
print("table: ", table)
print("output:", sentence)
