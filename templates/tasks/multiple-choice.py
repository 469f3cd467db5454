# task: multiple-choice
# libraries: transformers
# packages: transformers torch sentencepiece
import torch
from transformers import AutoModelForMultipleChoice, AutoTokenizer

question = "The kettle has been on the stove for ten minutes."  # @widget text
choices = ["The water is boiling.", "The kettle plays the violin.", "The stove is asleep."]

tokenizer = AutoTokenizer.from_pretrained(MODEL_ID, revision=REVISION)
model = AutoModelForMultipleChoice.from_pretrained(MODEL_ID, revision=REVISION, dtype="auto")

# The model scores each question-choice pair
pairs = tokenizer([question] * len(choices), choices, padding=True, truncation=True, return_tensors="pt")
with torch.no_grad():
    scores = model(**{name: tensor.unsqueeze(0) for name, tensor in pairs.items()}).logits[0].float().softmax(-1)

print(question)
for score, choice in sorted(zip(scores.tolist(), choices), reverse=True):
    print(f"{score:8.4f}  {choice}")
