# task: translation
# libraries: transformers
# packages: transformers torch accelerate sentencepiece sacremoses
import torch
from transformers import AutoModelForSeq2SeqLM, AutoTokenizer

text = "The train to the coast leaves at nine in the morning."  # @widget text

tokenizer = AutoTokenizer.from_pretrained(MODEL_ID, revision=REVISION)
model = AutoModelForSeq2SeqLM.from_pretrained(
    MODEL_ID,
    revision=REVISION,
    dtype=torch.bfloat16 if torch.cuda.is_available() else torch.float32,
    device_map="auto",
)

# T5 is told what to do in words, which its configuration holds; M2M100, MBart and NLLB by the code of a language.
tasks = getattr(model.config, "task_specific_params", None) or {}
prefix = next((values.get("prefix", "") for name, values in tasks.items() if name.startswith("translation")), "")
options = {}
known = tokenizer.get_vocab()
for code in ("fr", "__fr__", "fr_XX", "fra_Latn"):
    if model.config.model_type in ("m2m_100", "mbart") and code in known:
        options["forced_bos_token_id"] = tokenizer.convert_tokens_to_ids(code)

inputs = tokenizer(prefix + text, return_tensors="pt", truncation=True, max_length=512).to(model.device)
output = model.generate(input_ids=inputs.input_ids, attention_mask=inputs.attention_mask, max_new_tokens=80, **options)
print("text:       ", text)
print("translation:", tokenizer.decode(output[0], skip_special_tokens=True))
