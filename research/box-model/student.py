"""Makes a student of some of the layers of the teacher with the short tokenizer, and finds out by measurement which to keep.

    python student.py choose TEACHER HELDOUT.jsonl --layers 12,10,8 [--bytes 12000]
    python student.py build TEACHER OUT --keep 0,1,2,…

`choose` removes, again and again, the layer or layers without which the loss on a small sample is lowest (greedy removal, as
in Song et al. 2024, arXiv 2402.09025, and Men et al. 2024, arXiv 2403.03853, who find that many layers of a deep
network change little). Before any training, that is the best start; after training, an even spread may do as well,
so both are worth a run.
"""

import argparse
import json
import time
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn import functional as F

from data import START
from llama import Llama, load, rotary, save


def evenly(total: int, kept: int) -> list[int]:
    """So many layers spread evenly from the first to the last."""
    return [round(index * (total - 1) / (kept - 1)) for index in range(kept)]


def ends(total: int, first: int, last: int) -> list[int]:
    """The first and the last layers, with nothing of the middle."""
    return [*range(first), *range(total - last, total)]


def build(teacher: Llama, keep: list[int]) -> Llama:
    """A model of these layers, in this order, with the teacher's embedding and last norm."""
    student = Llama(teacher.config.but(num_hidden_layers=len(keep)))
    wanted = {}
    for name, value in teacher.state_dict().items():
        if not name.startswith("layers."):
            wanted[name] = value
            continue
        _, number, rest = name.split(".", 2)
        if int(number) in keep:
            wanted[f"layers.{keep.index(int(number))}.{rest}"] = value
    student.load_state_dict(wanted)
    return student


@torch.no_grad()
def through(model: Llama, x: Tensor, layers: list[int]) -> list[Tensor]:
    """States [batch, time, hidden] that begin with x, one more after each of these layers."""
    turn = rotary(model.config, 0, x.shape[1], x.device)
    states = [x]
    for number in layers:
        states.append(model.layers[number](states[-1], turn))
    return states


@torch.no_grad()
def nats(model: Llama, last: Tensor, ids: Tensor) -> float:
    """Mean cross-entropy, in nats a token, of predicting ids [batch, time + 1] from the last states."""
    logits = model.embed_tokens(model.norm(last))
    return F.cross_entropy(logits.flatten(0, 1).float(), ids[:, 1:].flatten()).item()


def embedded(model: Llama, ids: Tensor) -> Tensor:
    return model.embed_tokens.look_up(ids[:, :-1]).detach()


def loss_with(model: Llama, ids: Tensor, keep: list[int]) -> float:
    """Mean cross-entropy in nats a token of ids [batch, time + 1], through these layers only."""
    return nats(model, through(model, embedded(model, ids), keep)[-1], ids)


def sample(tokenizer: Tokenizer, file: Path, size: int, window: int) -> Tensor:
    """Windows of ids [batch, window] of held-out documents, a document a window, of about `size` bytes in all."""
    rows, seen = [], 0
    for line in file.read_text(encoding="utf-8").splitlines():
        text = json.loads(line)["text"]
        ids = tokenizer.encode(START + text).ids[:window]
        if len(ids) == window:
            rows.append(ids)
            seen += len(tokenizer.decode(ids[1:]).encode())
        if seen >= size:
            break
    return torch.tensor(rows)


def choose(
    model: Llama, ids: Tensor, counts: list[int], at_once: int, report=lambda step: None
) -> dict[int, list[int]]:
    """Which layers to keep, for each of these numbers of them.

    Each round leaves out, of the `at_once` layers that can best be done without one by one, as many as lead to the
    next number that is asked for. More at once is quicker and blinder.
    """
    keep = list(range(len(model.layers)))
    chosen = {}
    while len(keep) > min(counts):
        # Below the layer that is left out nothing changes, so the way begins there.
        states = through(model, embedded(model, ids), keep[:-1])
        losses = {
            layer: nats(model, through(model, states[at], keep[at + 1 :])[-1], ids) for at, layer in enumerate(keep)
        }
        fewest = max(count for count in counts if count < len(keep))
        removed = sorted(losses, key=losses.get)[: min(at_once, len(keep) - fewest)]
        keep = [each for each in keep if each not in removed]
        chosen[len(keep)] = keep
        report({"layers": len(keep), "removed": removed, "nats": loss_with(model, ids, keep), "keep": keep})
    return {count: chosen[count] for count in counts}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    chooser = commands.add_parser("choose")
    chooser.add_argument("teacher", type=Path)
    chooser.add_argument("texts", type=Path)
    chooser.add_argument("--layers", default="12,10,8")
    chooser.add_argument("--bytes", type=int, default=12_000, help="of the sample")
    chooser.add_argument("--window", type=int, default=256, help="tokens of a document")
    chooser.add_argument("--at-once", type=int, default=1, help="layers left out in a round")
    chooser.add_argument("--device", default="cpu")
    builder = commands.add_parser("build")
    builder.add_argument("teacher", type=Path)
    builder.add_argument("out", type=Path)
    builder.add_argument("--keep", required=True, help="layers, counted from 0, in order")
    options = parser.parse_args()

    teacher = load(options.teacher)
    if options.command == "build":
        keep = [int(each) for each in options.keep.split(",")]
        student = build(teacher, keep)
        save(student, options.out, options.teacher)
        (options.out / "kept.json").write_text(json.dumps(keep) + "\n")
        print(json.dumps({"keep": keep, "weights": sum(each.numel() for each in student.parameters())}))
        return

    began = time.monotonic()
    tokenizer = Tokenizer.from_file(str(options.teacher / "tokenizer.json"))
    ids = sample(tokenizer, options.texts, options.bytes, options.window).to(options.device)
    teacher.to(options.device)
    everything = list(range(len(teacher.layers)))
    print(json.dumps({"windows": list(ids.shape), "all": loss_with(teacher, ids, everything)}), flush=True)
    counts = sorted(int(each) for each in options.layers.split(","))
    # The plain choices first: they cost one evaluation each.
    for count in reversed(counts):
        for name, keep in (
            ("evenly", evenly(len(everything), count)),
            ("half at each end", ends(len(everything), count - count // 2, count // 2)),
            ("two thirds first", ends(len(everything), count - count // 3, count // 3)),
        ):
            nats = loss_with(teacher, ids, keep)
            print(json.dumps({"layers": count, "choice": name, "nats": nats, "keep": keep}), flush=True)
    choose(teacher, ids, counts, options.at_once, lambda step: print(json.dumps({"choice": "greedy", **step}), flush=True))
    print(json.dumps({"seconds": time.monotonic() - began}))


if __name__ == "__main__":
    main()
