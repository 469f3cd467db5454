# libraries: sklearn scikit-learn
# like: tasks/tabular-regression.py
