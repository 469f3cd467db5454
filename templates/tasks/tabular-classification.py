# task: tabular-classification
# like: tasks/tabular-regression.py
if hasattr(model, "predict_proba"):
    display(pd.DataFrame(model.predict_proba(rows), columns=getattr(model, "classes_", None)).round(4))
