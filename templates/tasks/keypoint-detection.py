# task: keypoint-detection
# libraries: transformers
# packages: transformers torch torchvision pillow ipython
import torch
from IPython.display import display
from PIL import ImageDraw
# @if model_type superpoint
from transformers import AutoImageProcessor, AutoModelForKeypointDetection
# @else
from transformers import AutoImageProcessor, AutoModelForPoseEstimation
# @end

# @input image

processor = AutoImageProcessor.from_pretrained(MODEL_ID, revision=REVISION)
# @if model_type superpoint
model = AutoModelForKeypointDetection.from_pretrained(MODEL_ID, revision=REVISION, dtype="auto")
with torch.no_grad():
    output = model(**processor(image, return_tensors="pt").to(model.dtype))
found = processor.post_process_keypoint_detection(output, [image.size[::-1]])[0]
# @else
# The model finds the joints of a person in a box: (left, top, width, height)
boxes = [[(120, 60, 160, 220)]]
model = AutoModelForPoseEstimation.from_pretrained(MODEL_ID, revision=REVISION, dtype="auto")
with torch.no_grad():
    output = model(**processor(image, boxes=boxes, return_tensors="pt").to(model.dtype))
found = processor.post_process_pose_estimation(output, boxes=boxes)[0][0]
# @end
print(f"{len(found['keypoints'])} keypoints")
for x, y in found["keypoints"].tolist():
    ImageDraw.Draw(image).ellipse((x - 3, y - 3, x + 3, y + 3), fill="red", outline="white")
display(image)
