# libraries: model2vec
# packages: model2vec huggingface_hub numpy
import numpy as np
from huggingface_hub import snapshot_download
from model2vec import StaticModel

source = "A dog runs along the beach."  # @widget source_sentence source
sentences = ["A puppy plays in the sand.", "Someone walks by the sea.", "Taxes will rise."]  # @widget sentences sentences

# Static word vectors: no GPU needed.
model = StaticModel.from_pretrained(snapshot_download(MODEL_ID, revision=REVISION))

vectors = model.encode([source, *sentences])
print("embeddings:", vectors.shape)

unit = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
print(source)
for score, sentence in sorted(zip((unit[1:] @ unit[0]).tolist(), sentences), reverse=True):
    print(f"{score:8.4f}  {sentence}")
