# task: zero-shot-object-detection
# libraries: transformers
# packages: transformers torch torchvision timm scipy pillow ipython
from IPython.display import display
from PIL import ImageDraw
from transformers import pipeline

labels = ["house", "sun", "tree"]  # @widget candidate_labels

# @input image

detector = pipeline("zero-shot-object-detection", model=MODEL_ID, revision=REVISION, dtype="auto")
results = detector(image, candidate_labels=labels, threshold=0.05)[:10]
print(f"{len(results)} objects")
for result in results:
    corners = list(result["box"].values())
    print(f"{result['score']:8.4f}  {result['label']:<20} {corners}")
    ImageDraw.Draw(image).rectangle(corners, outline="black", width=2)
display(image)
