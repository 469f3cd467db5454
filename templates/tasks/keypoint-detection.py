# task: keypoint-detection
# libraries: transformers
# packages: transformers torch torchvision pillow ipython
import torch
from IPython.display import display
from PIL import Image, ImageDraw
from transformers import AutoConfig, AutoImageProcessor
from transformers import AutoModelForKeypointDetection, AutoModelForPoseEstimation

# A drawn scene; use Image.open(...) to load your own image.
image = Image.new("RGB", (480, 360), "skyblue")
draw = ImageDraw.Draw(image)
draw.rectangle((0, 240, 480, 360), fill="seagreen")
draw.ellipse((370, 30, 440, 100), fill="gold")
draw.rectangle((120, 150, 280, 280), fill="firebrick")
draw.polygon([(100, 150), (200, 70), (300, 150)], fill="saddlebrown")
# @fetch image

device = "cuda" if torch.cuda.is_available() else "cpu"
config = AutoConfig.from_pretrained(MODEL_ID, revision=REVISION)
processor = AutoImageProcessor.from_pretrained(MODEL_ID, revision=REVISION)

if config.model_type == "superpoint":
    model = AutoModelForKeypointDetection.from_pretrained(MODEL_ID, revision=REVISION, dtype="auto")
    model = model.to(device)
    with torch.no_grad():
        output = model(**processor(image, return_tensors="pt").to(device, model.dtype))
    found = processor.post_process_keypoint_detection(output, [image.size[::-1]])[0]
else:
    # A pose model finds the joints of a person in a bounding box: (left, top, width, height).
    boxes = [[(120, 60, 160, 220)]]
    model = AutoModelForPoseEstimation.from_pretrained(MODEL_ID, revision=REVISION, dtype="auto")
    model = model.to(device)
    with torch.no_grad():
        output = model(**processor(image, boxes=boxes, return_tensors="pt").to(device, model.dtype))
    found = processor.post_process_pose_estimation(output, boxes=boxes)[0][0]

points = found["keypoints"].tolist()
print(f"{len(points)} keypoints")
for (x, y), score in list(zip(points, found["scores"].flatten().tolist()))[:20]:
    print(f"{score:8.4f}  ({x:.0f}, {y:.0f})")
for x, y in points:
    draw.ellipse((x - 3, y - 3, x + 3, y + 3), fill="red", outline="white")
display(image)
