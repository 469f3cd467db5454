# task: object-detection
# libraries: transformers
# packages: transformers torch torchvision timm scipy pillow ipython
from IPython.display import display
from PIL import ImageDraw
from transformers import pipeline

# @input image

detector = pipeline("object-detection", model=MODEL_ID, revision=REVISION, dtype="auto")
results = sorted(detector(image, threshold=0.05), key=lambda result: -result["score"])[:10]
print(f"{len(results)} objects; a threshold of 0.5 or more suits photos")
for result in results:
    corners = list(result["box"].values())
    print(f"{result['score']:8.4f}  {result['label']:<20} {corners}")
    ImageDraw.Draw(image).rectangle(corners, outline="black", width=2)
display(image)
