# task: zero-shot-classification
# libraries: transformers
# packages: transformers torch sentencepiece
import torch
from transformers import pipeline

text = "The ferry was two hours late and nobody told us why."  # @widget text complaint
candidate_labels = "travel, cooking, music"  # @widget candidate_labels labels

classifier = pipeline(
    "zero-shot-classification",
    model=MODEL_ID,
    revision=REVISION,
    dtype=torch.float16 if torch.cuda.is_available() else "auto",
)

result = classifier(text, candidate_labels=[label.strip() for label in candidate_labels.split(",")])
print(text)
for label, score in zip(result["labels"], result["scores"]):
    print(f"{score:8.4f}  {label}")
