# task: text-classification
# libraries: transformers
# packages: transformers torch sentencepiece
from transformers import pipeline

text = "The staff were friendly, the room was clean and the view was wonderful."  # @widget text opinion

classifier = pipeline("text-classification", model=MODEL_ID, revision=REVISION, dtype="auto")
print(text)
for result in classifier(text, top_k=5):
    print(f"{result['score']:8.4f}  {result['label']}")
