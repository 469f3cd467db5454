# task: translation
# libraries: transformers
# packages: transformers torch accelerate sentencepiece sacremoses
# @if causal
from transformers import pipeline
# @else
from transformers import AutoModelForSeq2SeqLM, AutoTokenizer
# @end

text = "The train to the coast leaves at nine in the morning."  # @widget text statement

# @if causal
generator = pipeline("text-generation", model=MODEL_ID, revision=REVISION, dtype="auto", device_map="auto")
# @if chat_template
prompt = [{"role": "user", "content": f"Translate into French:\n{text}\n"}]
# @else
prompt = f"Translate into French:\n{text}\n"
# @end
translation = generator(prompt, max_new_tokens=80, return_full_text=False)[0]["generated_text"]
# @else
tokenizer = AutoTokenizer.from_pretrained(MODEL_ID, revision=REVISION)
model = AutoModelForSeq2SeqLM.from_pretrained(MODEL_ID, revision=REVISION, dtype="auto", device_map="auto")

# @if model_type t5
prompt = f"translate English to German: {text}"  # a prefix that T5 was trained with
inputs = tokenizer(prompt, return_tensors="pt", truncation=True, max_length=512).to(model.device)
# @else
inputs = tokenizer(text, return_tensors="pt", truncation=True, max_length=512).to(model.device)
# @end
# @if model_type m2m_100 mbart
# The first token is the code of the language to translate into: French, as this tokenizer writes it
language = next((code for code in ("fra_Latn", "__fr__", "fr_XX") if code in tokenizer.get_vocab()), None)
output = model.generate(
    inputs.input_ids,
    attention_mask=inputs.attention_mask,
    max_new_tokens=80,
    forced_bos_token_id=tokenizer.convert_tokens_to_ids(language),
)
# @else
output = model.generate(inputs.input_ids, attention_mask=inputs.attention_mask, max_new_tokens=80)
# @end
translation = tokenizer.decode(output[0], skip_special_tokens=True)
# @end
print("text:       ", text)
print("translation:", translation)
