# task: zero-shot-image-classification
# libraries: transformers
# packages: transformers torch torchvision sentencepiece pillow ipython
from IPython.display import display
from transformers import pipeline

labels = ["a house", "a cat", "a bowl of soup"]  # @widget candidate_labels

# @input image

classifier = pipeline("zero-shot-image-classification", model=MODEL_ID, revision=REVISION, dtype="auto")
display(image)
for result in classifier(image, candidate_labels=labels):
    print(f"{result['score']:8.4f}  {result['label']}")
