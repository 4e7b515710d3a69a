"""The peer of `train.timeToLoss`: epochs of Hugging Face PEFT over a real author's texts on the CPU, in float32.

    python peft_epochs.py WORK [--epochs 2] [--batch 4] [--sequence 256] [--threads 2] [--lr 1e-3] [--rank 8]

WORK is the folder that ours/timeToLoss.ts has written: `author.json` with `texts` (token ids of whole texts) and `heldout`
(`ids`, and `from`, the first graded token), and the model in `hf`. Texts are joined, each with the end of text behind it, and
cut into sequences, as the documentation of `transformers` has it; every token has a loss. LoRA on q_proj and v_proj.

Prints one JSON object: seconds of training alone, and the held-out loss in nats a token before and after.
"""

import argparse
import json
import os
import sys
import time
from pathlib import Path

os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("work", type=Path)
    parser.add_argument("--epochs", type=int, default=2)
    parser.add_argument("--batch", type=int, default=4)
    parser.add_argument("--sequence", type=int, default=256)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--lr", type=float, default=1e-3)
    parser.add_argument("--rank", type=int, default=8)
    return parser.parse_args()


def main() -> None:
    arguments = parse()
    import torch
    from peft import LoraConfig, get_peft_model
    from transformers import AutoModelForCausalLM

    torch.set_num_threads(arguments.threads)
    torch.manual_seed(1)
    author = json.loads((arguments.work / "author.json").read_text())
    model = AutoModelForCausalLM.from_pretrained(arguments.work / "hf", dtype=torch.float32)
    lora = LoraConfig(
        r=arguments.rank, lora_alpha=2 * arguments.rank, target_modules=["q_proj", "v_proj"], task_type="CAUSAL_LM"
    )
    peft = get_peft_model(model, lora)
    end = model.config.eos_token_id
    stream = [token for text in author["texts"] for token in [*text, end]]
    length = arguments.sequence
    sequences = torch.tensor(
        [stream[at : at + length] for at in range(0, len(stream) - length + 1, length)]
    )  # [N, S]

    def heldout() -> float:
        peft.eval()
        nats, count = 0.0, 0
        with torch.no_grad():
            for example in author["heldout"]:
                ids = torch.tensor([example["ids"]])  # [1, T]
                logits = peft(input_ids=ids).logits[0, example["from"] - 1 : -1]  # [graded, V]
                targets = ids[0, example["from"] :]
                nats += torch.nn.functional.cross_entropy(logits, targets, reduction="sum").item()
                count += len(targets)
        peft.train()
        return nats / count

    before = heldout()
    optimizer = torch.optim.AdamW([p for p in peft.parameters() if p.requires_grad], lr=arguments.lr)
    seconds, steps = 0.0, 0
    for epoch in range(arguments.epochs):
        order = torch.randperm(len(sequences))
        for chosen in order.split(arguments.batch):
            ids = sequences[chosen]  # [B, S]
            start = time.perf_counter()
            loss = peft(input_ids=ids, labels=ids).loss
            loss.backward()
            optimizer.step()
            optimizer.zero_grad()
            seconds += time.perf_counter() - start
            steps += 1
            print(f"epoch {epoch + 1}, step {steps}: {seconds:.1f} s, loss {loss.item():.4f}", file=sys.stderr)
    print(json.dumps({"seconds": seconds, "before": before, "loss": heldout(), "steps": steps}))


if __name__ == "__main__":
    main()
