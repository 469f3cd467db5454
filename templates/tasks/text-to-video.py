# task: text-to-video
# libraries: diffusers
# packages: diffusers transformers torch accelerate sentencepiece ftfy pillow ipython
import torch
from diffusers import DiffusionPipeline
from diffusers.utils import export_to_gif
from IPython.display import Image, display

prompt = "A small sailboat crosses a calm bay at sunrise"  # @widget text

on_gpu = torch.cuda.is_available()
dtype = torch.bfloat16 if on_gpu else torch.float32
pipe = DiffusionPipeline.from_pretrained(MODEL_ID, revision=REVISION, dtype=dtype)
if on_gpu:
    pipe.enable_model_cpu_offload()

# A short clip with few steps to keep this quick; increase both for a better result
steps, count = (25, 17) if on_gpu else (2, 9)
options = dict(num_frames=count, num_inference_steps=steps, generator=torch.manual_seed(0), output_type="pil")
frames = pipe(prompt=prompt, **options).frames[0]
print(f"{prompt}: {len(frames)} frames")
display(Image(export_to_gif(frames, "video.gif")))
