# task: table-to-text
# like: tasks/tabular-to-text.py
# replace: {"Month": "January", "Visitors": "120", "Sales": "840"} -> {"City": "Oslo", "Inhabitants": "709000", "Founded": "1040"}
# replace: {"Month": "February", "Visitors": "180", "Sales": "1310"} -> {"City": "Bergen", "Inhabitants": "286000", "Founded": "1070"}
