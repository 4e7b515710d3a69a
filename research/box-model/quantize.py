"""Numbers as a GGUF file keeps them, within torch, so that training and measuring can see what will be shipped.

Formats after ggml's reference quantizers (ggml-quants.c: quantize_row_q4_0_ref, _q5_0_ref, _q8_0_ref), 32 weights
along a row to a block with one float16 scale d:

    Q4_0  d = m / −8,  q = min(15, ⌊x / d + 8.5⌋),  value = d · (q − 8)      4.5 bits a weight
    Q5_0  d = m / −16, q = min(31, ⌊x / d + 16.5⌋), value = d · (q − 16)     5.5 bits a weight
    Q8_0  d = |m| / 127, q = round(x / d),          value = d · q            8.5 bits a weight

where m is the block's number of largest magnitude, with its sign. `test.py` compares with gguf-py, bit by bit.
"""

import torch
from torch import Tensor

BLOCK = 32
LEVELS = {"Q4_0": 8, "Q5_0": 16}
FORMATS = (*LEVELS, "Q8_0")


def round_trip(weight: Tensor, format: str) -> Tensor:
    """The values [rows, columns] that are read back from a file of this format; columns are a multiple of 32."""
    with torch.no_grad():
        blocks = weight.float().reshape(-1, BLOCK)
        at = blocks.abs().argmax(dim=1, keepdim=True)
        largest = blocks.gather(1, at)
        if format == "Q8_0":
            scale = largest.abs() / 127
            numbers = (blocks * inverse(scale)).round()
        else:
            half = LEVELS[format]
            scale = largest / -half
            numbers = (blocks * inverse(scale) + (half + 0.5)).trunc().clamp(0, 2 * half - 1) - half
        # Numbers are found with the exact scale and read with the stored one, as ggml does.
        return (numbers * scale.half().float()).reshape(weight.shape).to(weight.dtype)


def inverse(scale: Tensor) -> Tensor:
    return torch.where(scale == 0, torch.zeros_like(scale), 1 / scale)
