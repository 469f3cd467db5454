# task: tabular-regression
# libraries: sklearn scikit-learn skops joblib any
# packages: scikit-learn skops joblib pandas huggingface_hub ipython
import json

import joblib
import pandas as pd
import skops.io
from huggingface_hub import hf_hub_download, list_repo_files
from IPython.display import display

files = list_repo_files(MODEL_ID, revision=REVISION)
config = {}
if "config.json" in files:
    with open(hf_hub_download(MODEL_ID, "config.json", revision=REVISION)) as text:
        config = json.load(text).get("sklearn", {})

# skops files contain only data. Pickle files can contain code that runs when they are loaded, so check the
# repository first.
names = [name for name in files if name.endswith((".skops", ".joblib", ".pkl", ".pickle"))]
if not names:
    raise SystemExit("No scikit-learn model found. Files in the repository:\n" + "\n".join(files))
named = config.get("model", {}).get("file")
name = named if named in files else sorted(names, key=lambda name: not name.endswith(".skops"))[0]
path = hf_hub_download(MODEL_ID, name, revision=REVISION)
if name.endswith(".skops"):
    types = skops.io.get_untrusted_types(file=path)
    print("types that skops does not trust by default:", ", ".join(types) or "none")
    model = skops.io.load(path, trusted=types)
else:
    model = joblib.load(path)
display(model)

# The author's example rows if the configuration has them; otherwise, one row of zeros.
if config.get("example_input"):
    rows = pd.DataFrame(config["example_input"])
else:
    columns = getattr(model, "feature_names_in_", range(getattr(model, "n_features_in_", 1)))
    rows = pd.DataFrame([[0.0] * len(columns)], columns=list(columns))
    rows = rows if hasattr(model, "feature_names_in_") else rows.to_numpy()
display(rows)
print("prediction:", model.predict(rows))
