# libraries: chronos-forecasting
# packages: chronos-forecasting torch numpy
import numpy as np
import torch
from chronos import BaseChronosPipeline

forecaster = BaseChronosPipeline.from_pretrained(
    MODEL_ID,
    revision=REVISION,
    device_map="cuda" if torch.cuda.is_available() else "cpu",
    dtype=torch.float32,
)

# A synthetic series with a trend and a 24-step season; replace `history` with your own series.
steps = np.arange(240)
history = torch.tensor(50 + 0.05 * steps + 10 * np.sin(2 * np.pi * steps / 24), dtype=torch.float32)
low, middle, high = (
    forecaster.predict_quantiles([history], prediction_length=24, quantile_levels=[0.1, 0.5, 0.9])[0][0]
    .reshape(-1, 24, 3)[0]
    .T.tolist()
)
print("step   10 %     50 %     90 %")
for step, values in enumerate(zip(low, middle, high), start=1):
    print(f"{step:4}", "".join(f"{value:9.2f}" for value in values))
