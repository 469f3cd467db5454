# task: depth-estimation
# libraries: transformers
# packages: transformers torch torchvision pillow ipython
from IPython.display import display
from transformers import pipeline

# @input image

estimator = pipeline("depth-estimation", model=MODEL_ID, revision=REVISION, dtype="float32")
result = estimator(image)
depth = result["predicted_depth"]
print(f"depth map {tuple(depth.shape)}, from {depth.min():.3f} to {depth.max():.3f}")
display(image, result["depth"])
