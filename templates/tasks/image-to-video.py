# task: image-to-video
# libraries: diffusers
# packages: diffusers transformers torch accelerate sentencepiece ftfy pillow ipython
import torch
from diffusers import DiffusionPipeline
from diffusers.utils import export_to_gif
from IPython.display import Image as Clip
from IPython.display import display

# @if not pipeline_class StableVideoDiffusionPipeline
prompt = "clouds move over the house, the grass sways"  # @widget text

# @end
# @input image

on_gpu = torch.cuda.is_available()
dtype = torch.float16 if on_gpu else torch.float32
pipe = DiffusionPipeline.from_pretrained(MODEL_ID, revision=REVISION, dtype=dtype)
if on_gpu:
    pipe.enable_model_cpu_offload()

# A short, small clip with few steps to keep this quick; increase any of these for a better result
width, height, steps, count = (832, 480, 25, 17) if on_gpu else (256, 192, 2, 5)
options = dict(width=width, height=height, num_frames=count, num_inference_steps=steps, generator=torch.manual_seed(0))
# @if pipeline_class StableVideoDiffusionPipeline
frames = pipe(image.resize((width, height)), decode_chunk_size=4, **options).frames[0]
# @else
frames = pipe(image=image.resize((width, height)), prompt=prompt, output_type="pil", **options).frames[0]
# @end
print(f"{len(frames)} frames")
display(image, Clip(export_to_gif(frames, "video.gif")))
