# libraries: peft
# packages: peft transformers torch accelerate sentencepiece
from peft import PeftConfig, PeftModel
# @if seq2seq
from transformers import AutoModelForSeq2SeqLM as BaseModel
# @else
from transformers import AutoModelForCausalLM as BaseModel
# @end
from transformers import AutoTokenizer

text = "Name three things worth seeing in Lisbon."  # @widget text request

# An adapter changes a base model. Its configuration names that model, and sometimes its revision.
config = PeftConfig.from_pretrained(MODEL_ID, revision=REVISION)
base_id, base_revision = config.base_model_name_or_path, config.revision
base = BaseModel.from_pretrained(base_id, revision=base_revision, dtype="auto", device_map="auto")
# @if file tokenizer_config.json
tokenizer = AutoTokenizer.from_pretrained(MODEL_ID, revision=REVISION)
if len(tokenizer) > base.get_input_embeddings().num_embeddings:
    base.resize_token_embeddings(len(tokenizer))
# @else
tokenizer = AutoTokenizer.from_pretrained(base_id, revision=base_revision)
# @end
model = PeftModel.from_pretrained(base, MODEL_ID, revision=REVISION)

# @if chat_template
messages = [{"role": "user", "content": text}]
inputs = tokenizer.apply_chat_template(messages, add_generation_prompt=True, return_dict=True, return_tensors="pt")
inputs = inputs.to(base.device)
# @else
inputs = tokenizer(text, return_tensors="pt").to(base.device)
# @end
output = model.generate(input_ids=inputs.input_ids, attention_mask=inputs.attention_mask, max_new_tokens=80)
print(f"{base_id} with the adapter:", tokenizer.decode(output[0], skip_special_tokens=True))
