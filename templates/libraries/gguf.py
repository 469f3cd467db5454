# libraries: gguf llama.cpp llama-cpp-python
# packages: llama-cpp-python huggingface_hub
import re

from huggingface_hub import HfApi, hf_hub_download
from llama_cpp import Llama

text = "Name three things worth seeing in Lisbon, in one sentence each."  # @widget text

# The repository holds the same model in several sizes: the smallest of about four bits is a good first choice.
info = HfApi().model_info(MODEL_ID, revision=REVISION, files_metadata=True)
found = {file.rfilename: file.size or 0 for file in info.siblings if file.rfilename.endswith(".gguf")}
whole = [name for name in found if "mmproj" not in name and not re.search(r"-\d{5}-of-\d{5}", name)]
four_bits = [name for name in whole if re.search(r"I?Q4", name, re.IGNORECASE)]
filename = min(four_bits or whole, key=lambda name: found[name])
print(f"{filename}, {found[filename] / 1e9:.2f} GB")

path = hf_hub_download(MODEL_ID, filename, revision=REVISION)
# n_gpu_layers=-1: every layer on the GPU, where llama-cpp-python was built for one.
llm = Llama(model_path=path, n_ctx=2048, n_gpu_layers=-1, seed=0, verbose=False)

if "tokenizer.chat_template" in llm.metadata:
    answer = llm.create_chat_completion(messages=[{"role": "user", "content": text}], max_tokens=128)
    answer = answer["choices"][0]["message"]["content"]
else:
    answer = llm(text, max_tokens=64, echo=True)["choices"][0]["text"]
print(answer)
