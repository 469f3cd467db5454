# libraries: setfit
# packages: setfit torch sentencepiece
from setfit import SetFitModel

text = "The staff were friendly, the room was clean and the view was wonderful."  # @widget text opinion

model = SetFitModel.from_pretrained(MODEL_ID, revision=REVISION)

scores = model.predict_proba([text])[0].tolist()
labels = model.labels or getattr(model.model_head, "classes_", range(len(scores)))
print(text)
for score, label in sorted(zip(scores, labels), key=lambda pair: -pair[0]):
    print(f"{score:8.4f}  {label}")
