# task: text2text-generation
# libraries: transformers
# packages: transformers torch accelerate sentencepiece
import torch
from transformers import AutoConfig, AutoModelForCausalLM, AutoModelForSeq2SeqLM, AutoTokenizer

text = "Answer the question: which season comes after winter?"  # @widget text request

config = AutoConfig.from_pretrained(MODEL_ID, revision=REVISION)
tokenizer = AutoTokenizer.from_pretrained(MODEL_ID, revision=REVISION)
loader = AutoModelForSeq2SeqLM if config.is_encoder_decoder else AutoModelForCausalLM
model = loader.from_pretrained(
    MODEL_ID,
    revision=REVISION,
    dtype=torch.bfloat16 if torch.cuda.is_available() else "auto",
    device_map="auto",
)

inputs = tokenizer(text, return_tensors="pt", truncation=True, max_length=512).to(model.device)
output = model.generate(
    input_ids=inputs.input_ids,
    attention_mask=inputs.attention_mask,
    max_new_tokens=60,
    pad_token_id=tokenizer.eos_token_id if tokenizer.pad_token_id is None else tokenizer.pad_token_id,
)[0]
answer = output if config.is_encoder_decoder else output[inputs.input_ids.shape[1] :]
print("input: ", text)
print("output:", tokenizer.decode(answer, skip_special_tokens=True))
