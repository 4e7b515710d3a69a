"""Which windows of the shards a training step reads.

The windows of step n depend on the seed and on n alone, so that a run that was broken off goes on with just the
windows it would have read.
"""

import json
from pathlib import Path

import numpy as np
import torch
from torch import Tensor


class Shards:
    """The shards of a folder made by data.py and generate.py, drawn from by the shares in its sources.json."""

    def __init__(self, folder: Path):
        record = json.loads((folder / "sources.json").read_text())
        self.names = [source["name"] for source in record]
        self.tokens = [np.memmap(folder / f"{name}.bin", dtype="<u2", mode="r") for name in self.names]
        shares = np.array([source["share"] for source in record], dtype=np.float64)
        # What a source that is not there would have had goes to the others.
        self.shares = shares / shares.sum()

    def batch(self, seed: int, step: int, rows: int, window: int) -> Tensor:
        """Ids [rows, window + 1]: each position's target is the next one."""
        random = np.random.default_rng([seed, step])
        picked = random.choice(len(self.tokens), size=rows, p=self.shares)
        out = np.empty((rows, window + 1), dtype=np.int64)
        for row, shard in enumerate(picked):
            tokens = self.tokens[shard]
            at = random.integers(0, len(tokens) - window)
            out[row] = tokens[at : at + window + 1]
        return torch.from_numpy(out)
