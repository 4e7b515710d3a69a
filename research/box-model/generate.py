"""Lets the teacher write text to learn from, in its own vocabulary, and adds it to the shards.

    python generate.py --teacher FOLDER --data FOLDER --minutes 3 [--batch 1024] [--window 512]

Drawn at temperature 1 from all tokens: what is learnt from is then the teacher's own distribution, where a student
meets what its teacher would write (Kim and Rush 2016, arXiv 1606.07947, on sequences written by the teacher). Half of the texts continue 16 to 64 tokens of a packed document, a quarter answer a request
of a conversation ("Write a blog post titled …", the titles being the packed posts' own), a quarter begin with nothing.
Runs on a GPU; on a CPU it is slow, and everything else works without it.
"""

import argparse
import json
import time
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer

from batches import Shards
from data import START
from llama import Llama, load, new_cache

NAME = "generated"
REQUESTS = ("Write a blog post titled “{}”.", "Write a short letter about this: {}", "Explain in plain words: {}")


def titles(shards: Shards, tokenizer: Tokenizer) -> list[str]:
    """The headings that documents of the posts' shard begin with."""
    ids = shards.tokens[shards.names.index("others")]
    starts = np.flatnonzero(ids == tokenizer.token_to_id(START))
    heads = (tokenizer.decode(ids[at + 1 : at + 41].tolist()).split("\n")[0] for at in starts)
    return [head.removeprefix("# ") for head in heads if head.startswith("# ")]


class Prompts:
    """Beginnings of texts, all of one length, so that a batch needs no padding."""

    def __init__(self, shards: Shards, tokenizer: Tokenizer):
        self.shards, self.tokenizer = shards, tokenizer
        self.start = tokenizer.token_to_id(START)
        self.titles = titles(shards, tokenizer)

    def draw(self, random: np.random.Generator, seed: int, batch: int, number: int) -> list[list[int]]:
        kind = random.choice(["continue", "ask", "begin"], p=[0.5, 0.25, 0.25])
        if kind == "begin":
            return [[self.start]] * batch
        if kind == "continue":
            length = int(random.integers(16, 65))
            return self.shards.windows(seed, number, batch, length).tolist()
        return self.ask(random, batch)

    def ask(self, random: np.random.Generator, batch: int) -> list[list[int]]:
        """Conversations whose request takes the most frequent length among those drawn."""
        drawn: dict[int, list[list[int]]] = {}
        for _ in range(4 * batch):
            request = str(random.choice(REQUESTS)).format(self.titles[random.integers(len(self.titles))])
            text = f"<|im_start|>user\n{request}<|im_end|>\n<|im_start|>assistant\n"
            ids = self.tokenizer.encode(text).ids
            drawn.setdefault(len(ids), []).append(ids)
        found = max(drawn.values(), key=len)
        return [found[at % len(found)] for at in range(batch)]


@torch.no_grad()
def write(teacher: Llama, prompts: list[list[int]], window: int, generator: torch.Generator) -> torch.Tensor:
    """Ids [batch, window]: the prompts and what the teacher writes after them."""
    device = teacher.norm.weight.device
    ids = torch.tensor(prompts, device=device)
    cache = new_cache(teacher, len(prompts), window, teacher.norm.weight.dtype)
    out, last = [ids], ids
    for _ in range(window - ids.shape[1]):
        state = teacher.states(last, cache)[-1][:, -1]
        chances = teacher.embed_tokens(state).float().softmax(-1)
        last = torch.multinomial(chances, 1, generator=generator)
        out.append(last)
    return torch.cat(out, 1)


def record(folder: Path, tokens: int) -> None:
    """Puts the generated shard into the folder's sources.json."""
    file = folder / "sources.json"
    sources = [source for source in json.loads(file.read_text()) if source["name"] != NAME]
    wanted = json.loads(Path(__file__).with_name("sources.json").read_text())
    own = next(source for source in wanted if source["name"] == NAME)
    file.write_text(json.dumps([*sources, {**own, "tokens": tokens}], indent=2) + "\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--teacher", type=Path, required=True)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=3)
    parser.add_argument("--batch", type=int, default=1024)
    parser.add_argument("--window", type=int, default=512)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    options = parser.parse_args()
    cuda = options.device.startswith("cuda")
    teacher = load(options.teacher, torch.bfloat16 if cuda else torch.float32).to(options.device)
    tokenizer = Tokenizer.from_file(str(options.teacher / "tokenizer.json"))
    shards = Shards(options.data)
    prompts = Prompts(shards, tokenizer)
    random = np.random.default_rng(options.seed)
    generator = torch.Generator(options.device).manual_seed(options.seed)
    unfinished = options.data / f"{NAME}.new"
    began, count, number = time.monotonic(), 0, 0
    with unfinished.open("wb") as file:
        while time.monotonic() - began < options.minutes * 60:
            drawn = prompts.draw(random, options.seed + 1_000_000, options.batch, number)
            ids = write(teacher, drawn, options.window, generator).cpu().numpy()
            file.write(ids.astype("<u2").tobytes())
            count += ids.size
            number += 1
            seconds = time.monotonic() - began
            print(json.dumps({"batches": number, "tokens": count, "tokens_per_second": count / seconds}), flush=True)
    unfinished.replace(options.data / f"{NAME}.bin")
    record(options.data, count)
    print("…", repr(tokenizer.decode(ids[0].tolist(), skip_special_tokens=False)[:600]))


if __name__ == "__main__":
    main()
