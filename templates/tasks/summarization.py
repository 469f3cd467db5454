# task: summarization
# libraries: transformers
# packages: transformers torch accelerate sentencepiece
import torch
from transformers import AutoModelForSeq2SeqLM, AutoTokenizer

text = "The town council met on Tuesday to decide the future of the old railway bridge. Engineers had found rust in two pillars and advised closing it to cars. Shopkeepers on the far bank feared for their trade. After three hours the council voted to repair the pillars next spring and to keep the bridge open to walkers and cyclists until then."  # @widget text

tokenizer = AutoTokenizer.from_pretrained(MODEL_ID, revision=REVISION)
model = AutoModelForSeq2SeqLM.from_pretrained(
    MODEL_ID,
    revision=REVISION,
    dtype=torch.bfloat16 if torch.cuda.is_available() else torch.float32,
    device_map="auto",
)

# Models such as T5 were trained with a word that names the task; their configuration holds it.
tasks = getattr(model.config, "task_specific_params", None) or {}
prefix = tasks.get("summarization", {}).get("prefix", "")

inputs = tokenizer(prefix + text, return_tensors="pt", truncation=True, max_length=512).to(model.device)
output = model.generate(
    input_ids=inputs.input_ids,
    attention_mask=inputs.attention_mask,
    max_new_tokens=80,
    num_beams=4,
)
print("text:   ", text)
print("summary:", tokenizer.decode(output[0], skip_special_tokens=True))
