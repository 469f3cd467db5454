# libraries: sentence-transformers
# packages: sentence-transformers torch sentencepiece
from sentence_transformers import SentenceTransformer

source = "A dog runs along the beach."  # @widget source_sentence source
sentences = ["A puppy plays in the sand.", "Someone walks by the sea.", "Taxes will rise."]  # @widget sentences sentences

model = SentenceTransformer(MODEL_ID, revision=REVISION)
embeddings = model.encode([source, *sentences])
print("embeddings:", embeddings.shape)

scores = model.similarity(embeddings[:1], embeddings[1:])[0].tolist()
print(source)
for score, sentence in sorted(zip(scores, sentences), reverse=True):
    print(f"{score:8.4f}  {sentence}")
