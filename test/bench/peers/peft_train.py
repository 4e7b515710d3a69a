"""The peer of `train.*` and `gpu.train`: LoRA training steps of Hugging Face PEFT.

    python peft_train.py MODEL [--dtype fp32|bf16] [--batch 4] [--sequence 256] [--targets 256|all] [--threads 2]
                         [--steps 6] [--rank 8] [--alpha 8] [--lr 1e-4] [--modules q_proj,v_proj]
                         [--batches FILE.json] [--adapter FOLDER] [--device cpu|cuda]

MODEL is a Hugging Face folder; where it has a config.json and no model.safetensors, the weights are random, which
is enough for speed. Without --batches the tokens are random and the loss is on the last targets/batch tokens of each
sequence. --batches FILE holds a list of {"batch","sequence","ids":[[..]],"targets":[{"row","id"}]}, one for each step
(begun again at the end): rows count over the flattened batch, and row r is scored on token r + 1. --adapter starts
from a PEFT folder. Loss, labels and AdamW are used as PEFT's documentation shows them (labels of -100 are skipped).

Prints one JSON object: tokensPerSecond (median, without the first two steps), secondsPerStep, losses, peakRssMb.
"""

import argparse
import json
import os
import resource
import statistics
import sys
import time
from pathlib import Path

os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")
os.environ.setdefault("TQDM_DISABLE", "1")

WARM_UP = 2


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("model", type=Path)
    parser.add_argument("--dtype", choices=["fp32", "bf16"], default="fp32")
    parser.add_argument("--batch", type=int, default=4)
    parser.add_argument("--sequence", type=int, default=256)
    parser.add_argument("--targets", default="256", help="rows with a loss, over the whole batch, or 'all'")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--steps", type=int, default=6)
    parser.add_argument("--rank", type=int, default=8)
    parser.add_argument("--alpha", type=int, default=8)
    parser.add_argument("--lr", type=float, default=1e-4)
    parser.add_argument("--modules", default="q_proj,v_proj")
    parser.add_argument("--batches", type=Path)
    parser.add_argument("--adapter", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--device", choices=["cpu", "cuda"], default="cpu")
    return parser.parse_args()


def load_model(folder: Path, dtype):
    from transformers import AutoConfig, AutoModelForCausalLM

    if (folder / "model.safetensors").exists():
        return AutoModelForCausalLM.from_pretrained(folder, dtype=dtype)
    return AutoModelForCausalLM.from_config(AutoConfig.from_pretrained(folder), dtype=dtype)


def batches(arguments: argparse.Namespace, vocab_size: int):
    """Endless pairs of ids and labels, both [B, S]."""
    import torch

    if arguments.batches:
        plans = json.loads(arguments.batches.read_text())
        while True:
            for plan in plans:
                ids = torch.tensor(plan["ids"])
                labels = torch.full_like(ids, -100).view(-1)
                for target in plan["targets"]:
                    labels[target["row"] + 1] = target["id"]
                yield ids, labels.view_as(ids)
    generator = torch.Generator().manual_seed(arguments.seed)
    rows = arguments.sequence if arguments.targets == "all" else int(arguments.targets) // arguments.batch
    while True:
        ids = torch.randint(3, vocab_size, (arguments.batch, arguments.sequence), generator=generator)
        labels = ids.clone()
        labels[:, : arguments.sequence - rows] = -100
        yield ids, labels


def main() -> None:
    arguments = parse()
    import torch
    from peft import LoraConfig, PeftModel, get_peft_model

    torch.set_num_threads(arguments.threads)
    torch.manual_seed(arguments.seed)
    model = load_model(arguments.model, torch.bfloat16 if arguments.dtype == "bf16" else torch.float32)
    if arguments.adapter:
        peft = PeftModel.from_pretrained(model, arguments.adapter, is_trainable=True)
    else:
        lora = LoraConfig(
            r=arguments.rank,
            lora_alpha=arguments.alpha,
            target_modules=arguments.modules.split(","),
            task_type="CAUSAL_LM",
        )
        peft = get_peft_model(model, lora)
    peft.to(arguments.device).train()
    optimizer = torch.optim.AdamW([p for p in peft.parameters() if p.requires_grad], lr=arguments.lr)
    seconds, losses, tokens = [], [], 0
    source = batches(arguments, model.config.vocab_size)
    for step in range(arguments.steps):
        ids, labels = (tensor.to(arguments.device) for tensor in next(source))
        start = time.perf_counter()
        loss = peft(input_ids=ids, labels=labels).loss
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        losses.append(loss.item())
        seconds.append(time.perf_counter() - start)
        tokens = ids.numel()
        print(f"step {step + 1}: {seconds[-1]:.2f} s, loss {losses[-1]:.4f}", file=sys.stderr)
    median = statistics.median(seconds[WARM_UP:] or seconds)
    print(
        json.dumps(
            {
                "tokensPerSecond": tokens / median,
                "secondsPerStep": median,
                "seconds": seconds,
                "losses": losses,
                "peakRssMb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
                "dtype": arguments.dtype,
                "threads": arguments.threads,
            }
        )
    )


if __name__ == "__main__":
    main()
