"""Distils the teacher into the student. Run again with the same options, it goes on from the last checkpoint.

    python distill.py --teacher FOLDER --student FOLDER --data FOLDER --out FOLDER --steps 3000 [--minutes 9]

`--out` holds log.jsonl (a line a step), checkpoint.pt, and at the end `student/`, a Hugging Face folder. AdamW
(Loshchilov and Hutter 2019, arXiv 1711.05101) with linear warm-up and a cosine down to a tenth (Loshchilov and
Hutter 2017, arXiv 1608.03983). In the last part of the run the student computes with weights rounded as they will be
shipped (`--quantize-from`). `--minutes` ends a run early, with a checkpoint; the schedule is that of all `--steps`.
With `--plan-minutes` the number of steps is set after thirty of them, so that all take about so long.
"""

import argparse
import json
import math
import shutil
import time
from contextlib import nullcontext
from pathlib import Path

import torch

from batches import Shards, Splitter
from llama import Llama, load, save
from loss import Loss, Weights

BETAS = (0.9, 0.95)
CLIP = 1.0
LEAST_RATE = 0.1
PLAN_AFTER = 30
# What may differ between a run and its continuation; the number of steps is compared by itself.
PLACES = {"out", "data", "teacher", "student"}
FREE = PLACES | {"minutes", "every", "device", "compile", "threads", "slice", "steps", "plan_minutes", "stop_after"}


def parse(words: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("teacher", "student", "data", "out"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--steps", type=int, help="of the whole run")
    parser.add_argument("--plan-minutes", type=float, help="in place of --steps")
    parser.add_argument("--minutes", type=float, help="end this call after so long")
    parser.add_argument("--stop-after", type=int, help="end this call after so many steps of its own")
    parser.add_argument("--rows", type=int, default=128, help="windows of a step")
    parser.add_argument("--micro", type=int, default=32, help="windows computed at a time")
    parser.add_argument("--window", type=int, default=1024, help="tokens of a window")
    parser.add_argument("--rate", type=float, default=6e-4, help="highest learning rate")
    parser.add_argument("--warm-up", type=int, default=100, help="steps")
    parser.add_argument("--decay", type=float, default=0.01, help="weight decay of matrices")
    parser.add_argument("--cross-entropy", type=float, default=0.1, help="its part of the loss")
    parser.add_argument("--hidden", type=float, default=0.0, help="weight of the hidden states' loss")
    parser.add_argument("--quantize-from", type=float, default=0.8, help="part of the run after which weights are rounded")
    parser.add_argument("--format", default="Q4_0", help="of matrices, then")
    parser.add_argument("--embedding-format", default="Q8_0")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--every", type=int, default=500, help="steps between checkpoints")
    parser.add_argument("--slice", type=int, default=4096, help="positions whose logits are held at a time")
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--bf16", action=argparse.BooleanOptionalAction, default=torch.cuda.is_available())
    parser.add_argument("--compile", action=argparse.BooleanOptionalAction, default=torch.cuda.is_available())
    parser.add_argument("--threads", type=int)
    options = parser.parse_args(words)
    if (options.steps is None) == (options.plan_minutes is None):
        parser.error("give either --steps or --plan-minutes")
    if options.rows % options.micro:
        parser.error("--rows must be a multiple of --micro")
    if options.plan_minutes and options.warm_up < PLAN_AFTER:
        parser.error(f"--plan-minutes needs a --warm-up of at least {PLAN_AFTER} steps, in which the total is not used")
    return options


def rate_at(step: int, steps: int | None, highest: float, warm_up: int) -> float:
    """Learning rate of a step, counted from 0."""
    if step < warm_up:
        return highest * (step + 1) / warm_up
    done = min(1.0, (step - warm_up) / max(1, steps - warm_up))
    return highest * (LEAST_RATE + (1 - LEAST_RATE) * 0.5 * (1 + math.cos(math.pi * done)))


def optimizer_of(student: Llama, decay: float) -> torch.optim.Optimizer:
    # Norms are not pulled to zero.
    matrices = [each for each in student.parameters() if each.dim() > 1]
    vectors = [each for each in student.parameters() if each.dim() == 1]
    groups = [{"params": matrices, "weight_decay": decay}, {"params": vectors, "weight_decay": 0.0}]
    return torch.optim.AdamW(groups, lr=0.0, betas=BETAS, fused=True)


class Run:
    """A run of distillation, and what of it is kept on disk."""

    def __init__(self, options: argparse.Namespace):
        self.options = options
        self.file = options.out / "checkpoint.pt"
        options.out.mkdir(parents=True, exist_ok=True)
        if options.threads:
            torch.set_num_threads(options.threads)
        torch.set_float32_matmul_precision("high")
        self.cuda = options.device.startswith("cuda")
        self.student = load(options.student).to(options.device)
        keep = json.loads((options.student / "kept.json").read_text())
        teacher = load(options.teacher, torch.bfloat16 if options.bf16 else torch.float32).to(options.device)
        teacher.requires_grad_(False)
        self.optimizer = optimizer_of(self.student, options.decay)
        if options.compile:
            # A layer at a time: all layers share one compiled program.
            for layer in [*self.student.layers, *teacher.layers]:
                layer.compile()
        weights = Weights(options.cross_entropy, options.hidden)
        self.splitter = Splitter.of(options.teacher / "tokenizer.json", self.student.config.vocab_size)
        first = self.splitter.first.to(options.device)
        self.loss = Loss(teacher, first, keep, weights, options.slice, options.compile)
        self.shards = Shards(options.data)
        self.step, self.steps = 0, options.steps
        self.resume()

    def settings(self) -> dict:
        """What must be the same in a continuation."""
        return {name: value for name, value in vars(self.options).items() if name not in FREE}

    def resume(self) -> None:
        if not self.file.exists():
            return
        kept = torch.load(self.file, map_location=self.options.device, weights_only=True)
        if kept["settings"] != self.settings() or (self.options.steps and kept["steps"] != self.options.steps):
            raise SystemExit("The checkpoint was made with other options; give those, or another --out.")
        self.student.load_state_dict(kept["student"])
        self.optimizer.load_state_dict(kept["optimizer"])
        self.step, self.steps = kept["step"], kept["steps"]
        # Lines after the checkpoint are of steps that are now taken again.
        log = self.options.out / "log.jsonl"
        lines = [line for line in log.read_text().splitlines() if json.loads(line)["step"] <= self.step]
        log.write_text("".join(f"{line}\n" for line in lines))

    def keep(self) -> None:
        state = {
            "settings": self.settings(),
            "step": self.step,
            "steps": self.steps,
            "student": self.student.state_dict(),
            "optimizer": self.optimizer.state_dict(),
        }
        # Renamed when whole, so that one that breaks off leaves the last.
        unfinished = self.file.with_suffix(".new")
        torch.save(state, unfinished)
        unfinished.replace(self.file)

    def one_step(self) -> dict:
        options = self.options
        rounded = self.steps is not None and self.step >= options.quantize_from * self.steps
        self.student.see(*((options.format, options.embedding_format) if rounded else (None, None)))
        rate = rate_at(self.step, self.steps, options.rate, options.warm_up)
        for group in self.optimizer.param_groups:
            group["lr"] = rate
        windows = self.shards.windows(options.seed, self.step, options.rows, options.window + 1)
        batch = self.splitter.batch(windows).to(options.device)
        sums: dict[str, torch.Tensor] = {}
        for part in batch.split(options.micro):
            with torch.autocast("cuda" if self.cuda else "cpu", torch.bfloat16) if options.bf16 else nullcontext():
                loss, parts = self.loss(self.student, part)
            (loss * (options.micro / options.rows)).backward()
            for name, value in {"loss": loss.detach(), **parts}.items():
                sums[name] = sums.get(name, 0) + value * (options.micro / options.rows)
        norm = torch.nn.utils.clip_grad_norm_(self.student.parameters(), CLIP)
        self.optimizer.step()
        self.optimizer.zero_grad(set_to_none=True)
        self.step += 1
        numbers = {name: value.item() for name, value in sums.items()}
        if not math.isfinite(numbers["loss"]):
            raise SystemExit(f"The loss of step {self.step} is no number; lower --rate, and go on from the checkpoint.")
        return {"step": self.step, **numbers, "gradient": norm.item(), "rate": rate, "rounded": rounded}

    def plan(self, began: float) -> None:
        """Sets the number of steps from the time that the second half of the first ones took: compiling is over then."""
        each = (time.monotonic() - began) / (PLAN_AFTER - PLAN_AFTER // 2)
        self.steps = max(self.options.warm_up + 1, int(self.options.plan_minutes * 60 / each))
        print(json.dumps({"planned_steps": self.steps, "seconds_each": each}), flush=True)

    def is_over(self, began: float, taken: int) -> bool:
        """Whether this call has used up its time or its steps."""
        minutes, steps = self.options.minutes, self.options.stop_after
        return bool((minutes and time.monotonic() - began > minutes * 60) or (steps and taken >= steps))

    def go(self) -> None:
        options = self.options
        first, began = self.step, time.monotonic()
        half = began
        with (options.out / "log.jsonl").open("a") as log:
            while self.steps is None or self.step < self.steps:
                before, computing = time.monotonic(), time.process_time()
                line = self.one_step()
                seconds = time.monotonic() - before
                line |= {"seconds": seconds, "cpu_seconds": time.process_time() - computing}
                line["tokens_per_second"] = options.rows * options.window / seconds
                log.write(json.dumps(line) + "\n")
                log.flush()
                if self.step % 20 == 0 or self.step < 4:
                    print(json.dumps(line), flush=True)
                if self.step == PLAN_AFTER // 2:
                    half = time.monotonic()
                if self.steps is None and self.step == PLAN_AFTER:
                    self.plan(half)
                # Without a number of steps a checkpoint could not be gone on from in the same way.
                if self.steps is not None and self.step % options.every == 0 and self.step < self.steps:
                    self.keep()
                if self.steps is not None and self.is_over(began, self.step - first):
                    break
        self.keep()
        done = self.step >= self.steps
        if done:
            save(self.student, options.out / "student", options.student)
            shutil.copyfile(options.student / "kept.json", options.out / "student" / "kept.json")
        print(json.dumps({"step": self.step, "steps": self.steps, "done": done}))


if __name__ == "__main__":
    Run(parse()).go()
