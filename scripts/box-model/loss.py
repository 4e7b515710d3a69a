"""What the student learns from: the teacher's distribution, the text itself, and the teacher's hidden states.

    loss = (1 − c) · KL(teacher ‖ student) + c · cross-entropy + h · hidden

All are means over positions, in nats, at temperature 1 (Hinton et al. 2015, arXiv 1503.02531; at temperature 1 its
soft targets are the teacher's own probabilities). `hidden` is the squared error of the student's hidden states to
the teacher's, over the teacher's mean square, a mean over layers (after Sun et al. 2019, arXiv 1908.09355, whose
states are normalized too): what a kept layer gives out is compared with what its successor took in, in the teacher.
"""

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional as F
from torch.utils.checkpoint import checkpoint

from llama import Llama


@dataclass(frozen=True)
class Weights:
    """c and h above."""

    cross_entropy: float
    hidden: float


def of_positions(student: Tensor, head: Tensor, teacher: Tensor, teacher_head: Tensor, targets: Tensor) -> Tensor:
    """Sums [2] of KL and of cross-entropy in nats. States [positions, hidden], heads [tokens, hidden]."""
    log_q = F.log_softmax(F.linear(student, head).float(), dim=-1)
    log_p = F.log_softmax(F.linear(teacher, teacher_head).float(), dim=-1)
    divergence = (log_p.exp() * (log_p - log_q)).sum()
    return torch.stack([divergence, F.nll_loss(log_q, targets, reduction="sum")])


def teacher_states(teacher: Llama, ids: Tensor, keep: list[int], all_layers: bool) -> list[Tensor]:
    """The states that the student's are compared with: after each kept layer's part, and last the normed ones.

    Only the last where the others are not asked for, since each is as large as the batch.
    """
    with torch.no_grad():
        states = teacher.states(ids)
    if not all_layers:
        return states[-1:]
    # The state that layer n takes in is number n; after the last kept layer comes the end of the stack.
    taken_in = [*keep[1:], len(teacher.layers)]
    return [*(states[number] for number in taken_in), states[-1]]


class Loss:
    """The loss of a micro-batch, a slice of positions at a time: logits of all would be the largest thing in memory."""

    def __init__(self, teacher: Llama, keep: list[int], weights: Weights, slice: int, compiled: bool):
        self.teacher, self.keep, self.weights, self.slice = teacher, keep, weights, slice
        self.of_positions = torch.compile(of_positions) if compiled else of_positions

    def __call__(self, student: Llama, ids: Tensor) -> tuple[Tensor, dict[str, float]]:
        """Loss, and its parts as numbers. Ids are [rows, window + 1]."""
        inputs, targets = ids[:, :-1], ids[:, 1:].flatten()
        wanted = teacher_states(self.teacher, inputs, self.keep, self.weights.hidden > 0)
        states = student.states(inputs)
        head, teacher_head = student.embed_tokens.seen(), self.teacher.embed_tokens.weight
        mine, theirs = states[-1].flatten(0, 1), wanted[-1].flatten(0, 1)
        sums = torch.zeros(2, device=ids.device)
        for at in range(0, len(targets), self.slice):
            part = slice(at, at + self.slice)
            # Computed again in the backward pass, so that one slice's logits are kept at a time.
            sums = sums + checkpoint(
                self.of_positions, mine[part], head, theirs[part], teacher_head, targets[part], use_reentrant=False
            )
        divergence, cross_entropy = sums / len(targets)
        c = self.weights.cross_entropy
        loss = (1 - c) * divergence + c * cross_entropy
        parts = {"kl": divergence.detach(), "ce": cross_entropy.detach()}
        if self.weights.hidden > 0:
            hidden = torch.stack([relative(mine, theirs) for mine, theirs in zip(states[1:-1], wanted[:-1])]).mean()
            loss = loss + self.weights.hidden * hidden
            parts["hidden"] = hidden.detach()
        return loss, parts


def relative(student: Tensor, teacher: Tensor) -> Tensor:
    return F.mse_loss(student.float(), teacher.float()) / teacher.float().pow(2).mean()
