# task: image-to-image
# libraries: diffusers
# packages: diffusers transformers torch accelerate sentencepiece pillow ipython
import torch
# @if pipeline_class StableDiffusionPipeline StableDiffusionXLPipeline StableDiffusion3Pipeline FluxPipeline
from diffusers import AutoPipelineForImage2Image
# @else
from diffusers import DiffusionPipeline
# @end
from IPython.display import display

prompt = "a snowy evening, watercolor"  # @widget text

# @input image

on_gpu = torch.cuda.is_available()
dtype = torch.float16 if on_gpu else torch.float32
# @if pipeline_class StableDiffusionPipeline StableDiffusionXLPipeline StableDiffusion3Pipeline FluxPipeline
pipe = AutoPipelineForImage2Image.from_pretrained(MODEL_ID, revision=REVISION, dtype=dtype)
# @else
pipe = DiffusionPipeline.from_pretrained(MODEL_ID, revision=REVISION, dtype=dtype)
# @end
if on_gpu:
    pipe.enable_model_cpu_offload()

steps = 25 if on_gpu else 4
result = pipe(prompt=prompt, image=image, num_inference_steps=steps, generator=torch.manual_seed(0)).images[0]
display(image, result)
