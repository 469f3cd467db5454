# libraries: gguf llama.cpp llama-cpp-python
# packages: llama-cpp-python huggingface_hub
import re

from huggingface_hub import HfApi, hf_hub_download
from llama_cpp import Llama

text = "Name three things worth seeing in Lisbon, in one sentence each."  # @widget text request

# The repository contains the same model in several sizes, some split into parts. The smallest file with about four
# bits per weight is a good first choice.
info = HfApi().model_info(MODEL_ID, revision=REVISION, files_metadata=True)
choices = {}
for file in info.siblings:
    if file.rfilename.endswith(".gguf") and "mmproj" not in file.rfilename:
        choices.setdefault(re.sub(r"-\d{5}-of-\d{5}", "", file.rfilename), []).append(file)
sizes = {name: sum(file.size or 0 for file in files) for name, files in choices.items()}
four_bits = [name for name in sizes if re.search("Q4", name, re.IGNORECASE)]
chosen = min(four_bits or sizes, key=sizes.get)
print(f"{chosen}, {sizes[chosen] / 1e9:.2f} GB")

parts = sorted(file.rfilename for file in choices[chosen])
paths = [hf_hub_download(MODEL_ID, part, revision=REVISION) for part in parts]
# n_gpu_layers=-1 puts every layer on the GPU, if llama-cpp-python was built with GPU support.
llm = Llama(model_path=paths[0], n_ctx=2048, n_gpu_layers=-1, seed=0, verbose=False)

if "tokenizer.chat_template" in llm.metadata:
    answer = llm.create_chat_completion(messages=[{"role": "user", "content": text}], max_tokens=128)
    answer = answer["choices"][0]["message"]["content"]
else:
    answer = llm(text, max_tokens=64, echo=True)["choices"][0]["text"]
print(answer)
