# task: reinforcement-learning
# libraries: transformers
# packages: transformers torch
import torch
from transformers import DecisionTransformerModel

model = DecisionTransformerModel.from_pretrained(MODEL_ID, revision=REVISION, dtype=torch.float32).eval()

# The environment is not available here, so every observation is zeros. The model is given the return that it still
# has to reach, and predicts one action at a time.
steps = 5
actions = torch.zeros(1, steps, model.config.act_dim)
for step in range(steps):
    with torch.no_grad():
        output = model(
            states=torch.zeros(1, step + 1, model.config.state_dim),
            actions=actions[:, : step + 1],
            rewards=torch.zeros(1, step + 1, 1),
            returns_to_go=torch.full((1, step + 1, 1), 3.6),
            timesteps=torch.arange(step + 1)[None],
            attention_mask=torch.ones(1, step + 1),
        )
    actions[0, step] = output.action_preds[0, -1]
    print(f"action {step}:", [round(value, 4) for value in actions[0, step].tolist()])
