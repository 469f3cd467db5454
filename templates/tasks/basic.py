# task: basic
# libraries: transformers
# packages: transformers torch torchvision accelerate huggingface_hub sentencepiece
from transformers import AutoModel

# transformers has no pipeline for this task, so this loads the model without its head and prints its architecture
model = AutoModel.from_pretrained(MODEL_ID, revision=REVISION, dtype="auto")
print(f"{type(model).__name__}, {model.num_parameters():,} parameters")
print(model)
