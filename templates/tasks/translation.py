# task: translation
# libraries: transformers
# packages: transformers torch accelerate sentencepiece sacremoses
import torch
from transformers import AutoConfig, AutoModelForCausalLM, AutoModelForSeq2SeqLM, AutoTokenizer

text = "The train to the coast leaves at nine in the morning."  # @widget text statement
language = "French"  # for multilingual models

config = AutoConfig.from_pretrained(MODEL_ID, revision=REVISION)
tokenizer = AutoTokenizer.from_pretrained(MODEL_ID, revision=REVISION)
loader = AutoModelForSeq2SeqLM if config.is_encoder_decoder else AutoModelForCausalLM
model = loader.from_pretrained(
    MODEL_ID,
    revision=REVISION,
    dtype=torch.bfloat16 if torch.cuda.is_available() else "auto",
    device_map="auto",
)

# T5 needs a prefix from its configuration; M2M100, MBart and NLLB need a language code.
tasks = getattr(model.config, "task_specific_params", None) or {}
prefix = next((values.get("prefix", "") for name, values in tasks.items() if name.startswith("translation")), "")
options = {}
known = tokenizer.get_vocab()
for code in ("fr", "__fr__", "fr_XX", "fra_Latn"):
    if model.config.model_type in ("m2m_100", "mbart") and code in known:
        options["forced_bos_token_id"] = tokenizer.convert_tokens_to_ids(code)

prompt = prefix + text
if not config.is_encoder_decoder:
    # A text-generation model gets its instructions as text, through its chat template if it has one.
    prompt = f"Translate into {language}:\n{text}\n"
    if tokenizer.chat_template:
        messages = [{"role": "user", "content": prompt}]
        prompt = tokenizer.apply_chat_template(messages, tokenize=False, add_generation_prompt=True)

inputs = tokenizer(prompt, return_tensors="pt", truncation=True, max_length=512).to(model.device)
output = model.generate(
    input_ids=inputs.input_ids,
    attention_mask=inputs.attention_mask,
    max_new_tokens=80,
    pad_token_id=tokenizer.eos_token_id if tokenizer.pad_token_id is None else tokenizer.pad_token_id,
    **options,
)[0]
answer = output if config.is_encoder_decoder else output[inputs.input_ids.shape[1] :]
print("text:       ", text)
print("translation:", tokenizer.decode(answer, skip_special_tokens=True))
