# task: video-to-video
# libraries: diffusers
# packages: diffusers transformers torch accelerate sentencepiece ftfy pillow ipython
import inspect

import diffusers
import torch
from diffusers.utils import export_to_gif
from IPython.display import Image as Clip
from IPython.display import display
from PIL import Image, ImageDraw

prompt = "a red balloon crosses a stormy sky, watercolor"  # @widget text

# A ball crosses the picture
video = [Image.new("RGB", (256, 192), "skyblue") for _ in range(9)]
for number, frame in enumerate(video):
    ImageDraw.Draw(frame).circle((45 + 20 * number, 95), 25, fill="firebrick")

on_gpu = torch.cuda.is_available()
dtype = torch.float16 if on_gpu else torch.float32
pipe = diffusers.DiffusionPipeline.from_pretrained(MODEL_ID, revision=REVISION, dtype=dtype)
# A text-to-video model can edit a video through the video-to-video pipeline, using the same weights
if "video" not in inspect.signature(pipe.__call__).parameters:
    pipe = getattr(diffusers, type(pipe).__name__.replace("Pipeline", "VideoToVideoPipeline")).from_pipe(pipe)
if on_gpu:
    pipe.enable_model_cpu_offload()

options = dict(height=192, width=256, num_frames=len(video), num_inference_steps=25 if on_gpu else 4)
known = inspect.signature(pipe.__call__).parameters
options = {name: value for name, value in options.items() if name in known}
frames = pipe(video=video, prompt=prompt, generator=torch.manual_seed(0), output_type="pil", **options).frames[0]
print(f"{prompt}: {len(video)} frames in, {len(frames)} out")
display(video[0], Clip(export_to_gif(frames, "video.gif")))
