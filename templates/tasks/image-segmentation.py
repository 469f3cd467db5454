# task: image-segmentation
# libraries: transformers
# packages: transformers torch torchvision timm pillow scipy ipython
from IPython.display import display
from transformers import pipeline

# @input image

segmenter = pipeline("image-segmentation", model=MODEL_ID, revision=REVISION, dtype="auto")
segments = segmenter(image)
print(f"{len(segments)} segments")
colors = ["red", "blue", "yellow", "magenta", "cyan", "orange", "lime", "purple"]
for segment, color in zip(segments, colors * len(segments)):
    print(f"{color:<8} {segment['label']}")
    image.paste(color, mask=segment["mask"].convert("L").point(lambda value: value // 2))
display(image)
