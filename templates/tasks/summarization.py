# task: summarization
# libraries: transformers
# packages: transformers torch accelerate sentencepiece
# @if causal
from transformers import pipeline
# @else
from transformers import AutoModelForSeq2SeqLM, AutoTokenizer
# @end

text = "The town council met on Tuesday to decide the future of the old railway bridge. Engineers had found rust in two pillars and advised closing it to cars. Shopkeepers on the far bank feared for their trade. After three hours the council voted to repair the pillars next spring and to keep the bridge open to walkers and cyclists until then."  # @widget text passage

# @if causal
generator = pipeline("text-generation", model=MODEL_ID, revision=REVISION, dtype="auto", device_map="auto")
# @if chat_template
prompt = [{"role": "user", "content": f"Summarize in one sentence:\n{text}\n"}]
# @else
prompt = f"Summarize in one sentence:\n{text}\n"
# @end
summary = generator(prompt, max_new_tokens=80, return_full_text=False)[0]["generated_text"]
# @else
tokenizer = AutoTokenizer.from_pretrained(MODEL_ID, revision=REVISION)
model = AutoModelForSeq2SeqLM.from_pretrained(MODEL_ID, revision=REVISION, dtype="auto", device_map="auto")

# @if model_type t5
prompt = f"summarize: {text}"  # the prefix that T5 was trained with
inputs = tokenizer(prompt, return_tensors="pt", truncation=True, max_length=512).to(model.device)
# @else
inputs = tokenizer(text, return_tensors="pt", truncation=True, max_length=512).to(model.device)
# @end
output = model.generate(inputs.input_ids, attention_mask=inputs.attention_mask, max_new_tokens=80, num_beams=4)
summary = tokenizer.decode(output[0], skip_special_tokens=True)
# @end
print("text:   ", text)
print("summary:", summary)
