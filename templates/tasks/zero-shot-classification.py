# task: zero-shot-classification
# libraries: transformers
# packages: transformers torch sentencepiece
from transformers import pipeline

text = "The ferry was two hours late and nobody told us why."  # @widget text complaint
labels = ["travel", "cooking", "music"]  # @widget candidate_labels labels

classifier = pipeline("zero-shot-classification", model=MODEL_ID, revision=REVISION, dtype="auto")
result = classifier(text, candidate_labels=labels)
print(text)
for label, score in zip(result["labels"], result["scores"]):
    print(f"{score:8.4f}  {label}")
