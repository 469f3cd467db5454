# task: other
# packages: huggingface_hub
from huggingface_hub import HfApi, hf_hub_download

# alacard does not know how to run this model, so this cell lists the files in its repository.
info = HfApi().model_info(MODEL_ID, revision=REVISION, files_metadata=True)
files = sorted(info.siblings, key=lambda file: file.size or 0, reverse=True)

print(f"{info.id} at {info.sha}")
print(f"task: {info.pipeline_tag}   library: {info.library_name}")
print(f"{len(files)} files, {sum(file.size or 0 for file in files) / 1e6:,.1f} MB\n")
for file in files[:40]:
    print(f"{(file.size or 0) / 1e6:12,.3f} MB  {file.rfilename}")
if len(files) > 40:
    print(f"{'...':>12}     and {len(files) - 40} more")

# Downloads and prints small text files, but no weights.
readable = [file for file in files if file.rfilename.endswith((".json", ".yaml", ".yml", ".toml", ".cfg", ".ini"))]
for file in sorted(readable, key=lambda file: file.rfilename.count("/"))[:5]:
    if (file.size or 0) < 1_000_000:
        path = hf_hub_download(MODEL_ID, file.rfilename, revision=REVISION)
        with open(path, encoding="utf-8", errors="replace") as text:
            print(f"\n--- {file.rfilename}\n{text.read(1500)}")
