# task: tabular-to-text
# libraries: transformers
# packages: transformers torch accelerate sentencepiece pandas ipython
import pandas as pd
import torch
from IPython.display import display
from transformers import AutoConfig, AutoModelForCausalLM, AutoModelForSeq2SeqLM, AutoTokenizer

rows = [
    {"Month": "January", "Visitors": "120", "Sales": "840"},
    {"Month": "February", "Visitors": "180", "Sales": "1310"},
]

config = AutoConfig.from_pretrained(MODEL_ID, revision=REVISION)
tokenizer = AutoTokenizer.from_pretrained(MODEL_ID, revision=REVISION)
loader = AutoModelForSeq2SeqLM if config.is_encoder_decoder else AutoModelForCausalLM
model = loader.from_pretrained(
    MODEL_ID,
    revision=REVISION,
    dtype=torch.bfloat16 if torch.cuda.is_available() else "auto",
    device_map="auto",
)

# The rows as text. Models expect the format that they were trained on; see the model card.
text = " ; ".join(" | ".join(f"{name}: {value}" for name, value in row.items()) for row in rows)
if not config.is_encoder_decoder:
    text = f"{text}\nThe table says that"
if getattr(tokenizer, "chat_template", None):
    messages = [{"role": "user", "content": f"Describe this table in one sentence: {text}"}]
    text = tokenizer.apply_chat_template(messages, tokenize=False, add_generation_prompt=True)

inputs = tokenizer(text, return_tensors="pt", truncation=True, max_length=512).to(model.device)
output = model.generate(
    input_ids=inputs.input_ids,
    attention_mask=inputs.attention_mask,
    max_new_tokens=60,
    pad_token_id=tokenizer.eos_token_id if tokenizer.pad_token_id is None else tokenizer.pad_token_id,
)[0]
display(pd.DataFrame(rows))
print("input: ", text)
answer = output if config.is_encoder_decoder else output[inputs.input_ids.shape[1] :]
print("output:", tokenizer.decode(answer, skip_special_tokens=True))
