# task: video-to-video
# libraries: diffusers
# packages: diffusers transformers torch accelerate sentencepiece ftfy pillow ipython
import inspect
import io

import diffusers
import torch
from IPython.display import Image as Clip
from IPython.display import display
from PIL import Image, ImageDraw

prompt = "a red balloon crosses a stormy sky, watercolor"  # @widget text

# A generated video of a ball crossing the frame.
video = []
for number in range(9):
    frame = Image.new("RGB", (256, 192), "skyblue")
    x = 20 + 180 * number // 9
    ImageDraw.Draw(frame).ellipse((x, 70, x + 50, 120), fill="firebrick")
    video.append(frame)

on_gpu = torch.cuda.is_available()
dtype = torch.float16 if on_gpu else torch.float32
pipe = diffusers.DiffusionPipeline.from_pretrained(MODEL_ID, revision=REVISION, dtype=dtype)
# A text-to-video model can edit a video through the video-to-video pipeline, using the same weights.
if "video" not in inspect.signature(pipe.__call__).parameters:
    name = type(pipe).__name__.replace("Pipeline", "VideoToVideoPipeline")
    pipe = getattr(diffusers, name).from_pipe(pipe)
if on_gpu:
    pipe.enable_model_cpu_offload()

known = inspect.signature(pipe.__call__).parameters
options = dict(height=192, width=256, num_frames=len(video), num_inference_steps=25 if on_gpu else 4)
frames = pipe(
    video=video,
    prompt=prompt,
    generator=torch.Generator("cpu").manual_seed(0),
    output_type="pil",
    **{name: value for name, value in options.items() if name in known},
).frames[0]

clip = io.BytesIO()
frames[0].save(clip, format="GIF", save_all=True, append_images=frames[1:], duration=120, loop=0)
print(f"{prompt}: {len(video)} frames in, {len(frames)} out")
display(video[0], Clip(data=clip.getvalue()))
