# task: time-series-forecasting
# libraries: transformers
# packages: transformers torch numpy
import numpy as np
import torch
# @if model_type patchtst
from transformers import PatchTSTForPrediction as Model
# @end
# @if model_type patchtsmixer
from transformers import PatchTSMixerForPrediction as Model
# @end
# @if model_type autoformer
from transformers import AutoformerForPrediction as Model
# @end
# @if model_type informer
from transformers import InformerForPrediction as Model
# @end
# @if model_type time_series_transformer
from transformers import TimeSeriesTransformerForPrediction as Model
# @end
# @if not model_type patchtst patchtsmixer autoformer informer time_series_transformer
from transformers import AutoModelForTimeSeriesPrediction as Model
# @end

model = Model.from_pretrained(MODEL_ID, revision=REVISION, dtype=torch.float32).eval()
config = model.config

# A synthetic series with a trend and a 24-step season
# @if model_type autoformer informer time_series_transformer
steps = np.arange(config.context_length + max(config.lags_sequence))
# @else
steps = np.arange(config.context_length)
# @end
history = torch.tensor(50 + 0.05 * steps + 10 * np.sin(2 * np.pi * steps / 24), dtype=torch.float32)
with torch.no_grad():
# @if model_type patchtst patchtsmixer
    output = model(past_values=history[None, :, None].repeat(1, 1, config.num_input_channels)).prediction_outputs
forecast = (output[0] if isinstance(output, tuple) else output)[0, :, 0]
# @end
# @if model_type autoformer informer time_series_transformer
    # The model draws samples, which are averaged below; time and static features are zeros
    past = history[None] if config.input_size == 1 else history[None, :, None].repeat(1, 1, config.input_size)
    features = config.num_time_features + config.num_dynamic_real_features
    output = model.generate(
        past_values=past,
        past_observed_mask=torch.ones_like(past),
        past_time_features=torch.zeros(1, len(steps), features),
        future_time_features=torch.zeros(1, config.prediction_length, features),
        static_categorical_features=torch.zeros(1, config.num_static_categorical_features, dtype=torch.long),
        static_real_features=torch.zeros(1, config.num_static_real_features),
    )
forecast = output.sequences.mean(dim=1)[0].reshape(config.prediction_length, -1)[:, 0]
# @end
# @if not model_type patchtst patchtsmixer autoformer informer time_series_transformer
    forecast = model(past_values=[history], freq=[0]).mean_predictions[0]
# @end

print(f"history: {len(steps)} values, forecast: {len(forecast)} values")
print([round(value, 2) for value in forecast[:24].tolist()])
