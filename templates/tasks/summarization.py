# task: summarization
# libraries: transformers
# packages: transformers torch accelerate sentencepiece
import torch
from transformers import AutoConfig, AutoModelForCausalLM, AutoModelForSeq2SeqLM, AutoTokenizer

text = "The town council met on Tuesday to decide the future of the old railway bridge. Engineers had found rust in two pillars and advised closing it to cars. Shopkeepers on the far bank feared for their trade. After three hours the council voted to repair the pillars next spring and to keep the bridge open to walkers and cyclists until then."  # @widget text passage

config = AutoConfig.from_pretrained(MODEL_ID, revision=REVISION)
tokenizer = AutoTokenizer.from_pretrained(MODEL_ID, revision=REVISION)
loader = AutoModelForSeq2SeqLM if config.is_encoder_decoder else AutoModelForCausalLM
model = loader.from_pretrained(
    MODEL_ID,
    revision=REVISION,
    dtype=torch.bfloat16 if torch.cuda.is_available() else "auto",
    device_map="auto",
)

# Models such as T5 were trained with a prefix that names the task; it is in their configuration.
tasks = getattr(model.config, "task_specific_params", None) or {}
prefix = tasks.get("summarization", {}).get("prefix", "")
prompt = prefix + text
if not config.is_encoder_decoder:
    # A text-generation model gets its instructions as text, through its chat template if it has one.
    prompt = f"Summarize in one sentence:\n{text}\n"
    if tokenizer.chat_template:
        messages = [{"role": "user", "content": prompt}]
        prompt = tokenizer.apply_chat_template(messages, tokenize=False, add_generation_prompt=True)

inputs = tokenizer(prompt, return_tensors="pt", truncation=True, max_length=512).to(model.device)
output = model.generate(
    input_ids=inputs.input_ids,
    attention_mask=inputs.attention_mask,
    max_new_tokens=80,
    pad_token_id=tokenizer.eos_token_id if tokenizer.pad_token_id is None else tokenizer.pad_token_id,
    num_beams=4,
)[0]
answer = output if config.is_encoder_decoder else output[inputs.input_ids.shape[1] :]
print("text:   ", text)
print("summary:", tokenizer.decode(answer, skip_special_tokens=True))
