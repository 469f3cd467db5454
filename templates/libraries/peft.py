# libraries: peft
# packages: peft transformers torch accelerate sentencepiece huggingface_hub
import torch
from huggingface_hub import file_exists
from peft import PeftConfig, PeftModel
from transformers import AutoModelForCausalLM, AutoModelForSeq2SeqLM, AutoTokenizer

text = "Name three things worth seeing in Lisbon."  # @widget text request

# An adapter contains changes to a base model. Its configuration names that model, and sometimes its revision.
config = PeftConfig.from_pretrained(MODEL_ID, revision=REVISION)
base_id, base_revision = config.base_model_name_or_path, config.revision
print("adapter of", base_id)

loader = AutoModelForSeq2SeqLM if config.task_type == "SEQ_2_SEQ_LM" else AutoModelForCausalLM
dtype = torch.bfloat16 if torch.cuda.is_available() else "auto"
base = loader.from_pretrained(base_id, revision=base_revision, dtype=dtype, device_map="auto")
# The adapter can include its own tokenizer, with tokens that the base model's tokenizer lacks.
if file_exists(MODEL_ID, "tokenizer_config.json", revision=REVISION):
    tokenizer = AutoTokenizer.from_pretrained(MODEL_ID, revision=REVISION)
    if len(tokenizer) > base.get_input_embeddings().num_embeddings:
        base.resize_token_embeddings(len(tokenizer))
else:
    tokenizer = AutoTokenizer.from_pretrained(base_id, revision=base_revision)
model = PeftModel.from_pretrained(base, MODEL_ID, revision=REVISION).eval()

if tokenizer.chat_template:
    messages = [{"role": "user", "content": text}]
    prompt = tokenizer.apply_chat_template(messages, tokenize=False, add_generation_prompt=True)
else:
    prompt = text
inputs = tokenizer(prompt, return_tensors="pt", add_special_tokens=prompt == text).to(base.device)
output = model.generate(
    input_ids=inputs.input_ids,
    attention_mask=inputs.attention_mask,
    max_new_tokens=80,
    pad_token_id=tokenizer.eos_token_id if tokenizer.pad_token_id is None else tokenizer.pad_token_id,
)
print(tokenizer.decode(output[0], skip_special_tokens=True))
