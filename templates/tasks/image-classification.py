# task: image-classification
# libraries: transformers
# packages: transformers torch torchvision pillow ipython
from IPython.display import display
from transformers import pipeline

# @input image

classifier = pipeline("image-classification", model=MODEL_ID, revision=REVISION, dtype="auto")
display(image)
for result in classifier(image, top_k=5):
    print(f"{result['score']:8.4f}  {result['label']}")
