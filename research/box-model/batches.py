"""Which windows of the shards a training step reads, in the teacher's ids and in the student's.

The windows of step n depend on the seed and on n alone, so that a run that was broken off goes on with just the
windows it would have read.
"""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from tokenizer import pieces


@dataclass(frozen=True)
class Batch:
    """Windows as both models read them.

    whole [rows, window]: the teacher's ids; short [rows, window + 1]: the student's, each position's target being the
    next one; at [rows, window]: for each position of the student the teacher's position that has read just as much
    text, or −1 where the student stands within one of the teacher's tokens.
    """

    whole: Tensor
    short: Tensor
    at: Tensor

    def to(self, device: str) -> "Batch":
        return Batch(self.whole.to(device), self.short.to(device), self.at.to(device))

    def split(self, rows: int) -> list["Batch"]:
        return [Batch(*parts) for parts in zip(self.whole.split(rows), self.short.split(rows), self.at.split(rows))]


class Splitter:
    """Takes the teacher's ids to the student's."""

    def __init__(self, split: list[list[int]]):
        self.lengths = np.array([len(each) for each in split])
        self.starts = np.concatenate([[0], np.cumsum(self.lengths)[:-1]])
        self.flat = np.array([piece for each in split for piece in each], dtype=np.int64)
        # The student's first piece of each of the teacher's tokens: where that token's probability goes.
        self.first = torch.from_numpy(self.flat[self.starts])

    @classmethod
    def of(cls, tokenizer: Path, rows: int) -> "Splitter":
        """Of a whole tokenizer.json to a vocabulary of so many rows."""
        return cls(pieces(json.loads(tokenizer.read_text(encoding="utf-8")), rows))

    def row(self, whole: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """All pieces of the ids, and for each the position of the id that it ends, or −1."""
        lengths = self.lengths[whole]
        ends = np.cumsum(lengths)
        within = np.arange(ends[-1]) - np.repeat(ends - lengths, lengths)
        short = self.flat[np.repeat(self.starts[whole], lengths) + within]
        at = np.full(len(short), -1)
        at[ends - 1] = np.arange(len(whole))
        return short, at

    def batch(self, whole: np.ndarray) -> Batch:
        """Of windows [rows, window + 1]."""
        window = whole.shape[1] - 1
        rows = [self.row(each) for each in whole]
        return Batch(
            torch.from_numpy(whole[:, :-1].copy()),
            torch.from_numpy(np.stack([short[: window + 1] for short, _ in rows])),
            torch.from_numpy(np.stack([at[:window] for _, at in rows])),
        )


class Shards:
    """The shards of a folder made by data.py and generate.py, drawn from by the shares in its sources.json."""

    def __init__(self, folder: Path):
        record = json.loads((folder / "sources.json").read_text())
        self.names = [source["name"] for source in record]
        self.tokens = [np.memmap(folder / f"{name}.bin", dtype="<u2", mode="r") for name in self.names]
        shares = np.array([source["share"] for source in record], dtype=np.float64)
        # What a source that is not there would have had goes to the others.
        self.shares = shares / shares.sum()

    def windows(self, seed: int, step: int, rows: int, length: int) -> np.ndarray:
        """Ids [rows, length] of the whole tokenizer."""
        random = np.random.default_rng([seed, step])
        picked = random.choice(len(self.tokens), size=rows, p=self.shares)
        out = np.empty((rows, length), dtype=np.int64)
        for row, shard in enumerate(picked):
            tokens = self.tokens[shard]
            at = random.integers(0, len(tokens) - length + 1)
            out[row] = tokens[at : at + length]
        return out
