# libraries: gguf llama.cpp llama-cpp-python
# packages: llama-cpp-python huggingface_hub
# @if gguf_files
from huggingface_hub import hf_hub_download
# @else
from huggingface_hub import hf_hub_download, list_repo_files
# @end
from llama_cpp import Llama

text = "Name three things worth seeing in Lisbon, in one sentence each."  # @widget text request

# The repository has the same model in several sizes. About four bits per weight are a good first choice.
# @if gguf_files
files = ["@gguf_files"]
# @else
names = [name for name in list_repo_files(MODEL_ID, revision=REVISION) if name.endswith(".gguf")]
files = [min(names, key=lambda name: ("Q4" not in name.upper(), name))]
# @end
paths = [hf_hub_download(MODEL_ID, name, revision=REVISION) for name in files]

# n_gpu_layers=-1 puts every layer on the GPU, if llama-cpp-python was built with GPU support
llm = Llama(model_path=paths[0], n_ctx=2048, n_gpu_layers=-1, seed=0, verbose=False)
# @if chat_template
answer = llm.create_chat_completion(messages=[{"role": "user", "content": text}], max_tokens=128)
print(answer["choices"][0]["message"]["content"])
# @else
print(llm(text, max_tokens=64, echo=True)["choices"][0]["text"])
# @end
