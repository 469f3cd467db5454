# task: table-to-text
# like: tasks/tabular-to-text.py
# replace: Month: January | Visitors: 120 | Sales: 840 ; Month: February | Visitors: 180 | Sales: 1310 -> City: Oslo | Inhabitants: 709000 | Founded: 1040 ; City: Bergen | Inhabitants: 286000 | Founded: 1070
