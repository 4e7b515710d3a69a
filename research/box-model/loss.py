"""What the student learns from: the teacher's distribution, the text itself, and the teacher's hidden states.

The teacher reads its own tokens, since it is much worse at reading the short ones (README.md). Its distribution over
its 49,152 tokens gives one over the student's 16,252: a token that the student writes in pieces lends its probability
to its first piece, exactly, as pieces do not depend on what stands around (tokenizer.py, `pieces`). Where the student
stands within one of the teacher's tokens, it learns the next piece from the text alone. For a position

    (1 − c) · KL(teacher ‖ student) + c · cross-entropy        where both have read the same text
    cross-entropy                                              within a token of the teacher

in nats, at temperature 1 (Hinton et al. 2015, arXiv 1503.02531; at temperature 1 its soft targets are the teacher's
own probabilities), as a mean over positions. On top comes h · the squared error of the student's hidden states to the
teacher's, over the teacher's mean square, a mean over layers (after Sun et al. 2019, arXiv 1908.09355, whose states
are normalized too): what a kept layer gives out is compared with what its successor took in, in the teacher.
"""

import builtins
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional as F

from batches import Batch
from llama import Llama

# Below every probability that a float32 softmax can tell from nothing.
LEAST = 1e-30


@dataclass(frozen=True)
class Weights:
    """c and h above."""

    cross_entropy: float
    hidden: float


def of_positions(
    student: Tensor,
    head: Tensor,
    teacher: Tensor,
    teacher_head: Tensor,
    first: Tensor,
    targets: Tensor,
    known: Tensor,
    c: float,
) -> tuple[Tensor, Tensor]:
    """Sums in nats [3]: KL and cross-entropy of positions the teacher knows, cross-entropy of the others; and the
    gradient of the loss, summed over positions, to the student's logits [positions, tokens].

    States are [positions, hidden], heads [tokens, hidden], first [teacher's tokens], the rest [positions].
    """
    log_q = F.log_softmax(F.linear(student, head).float(), dim=-1)
    # Tokens before positions: what is added up then lies together in memory. A softmax by hand, since torch's own along
    # this axis is ten times slower on a processor.
    whole = F.linear(teacher_head, teacher).float()
    whole = whole.sub_(whole.amax(0)).exp_()
    rows = head.shape[0]
    # The first rows are the same tokens in both.
    p = (whole[:rows].index_add(0, first[rows:], whole[rows:]) / whole.sum(0)).t().contiguous()
    divergence = (p * (p.clamp_min(LEAST).log() - log_q)).sum(-1)
    cross_entropy = -log_q.gather(1, targets[:, None]).squeeze(1)
    mask = known.float()
    sums = torch.stack([(divergence * mask).sum(), (cross_entropy * mask).sum(), (cross_entropy * (1 - mask)).sum()])
    # Of KL it is q − p, of cross-entropy q less one at the target.
    soft = (1 - c) * mask
    gradient = log_q.exp() - p * soft[:, None]
    return sums, gradient.scatter_add(1, targets[:, None], (soft - 1)[:, None])


class Graded(torch.autograd.Function):
    """The loss summed over positions, and the sums of `of_positions`, some positions at a time.

    The gradient is made on the way: left to autograd, logits would be held for all positions or computed twice.
    """

    @staticmethod
    def forward(ctx, student, head, teacher, teacher_head, first, targets, known, c, slice, of_positions):
        sums = torch.zeros(3, device=student.device)
        gradient = torch.empty(len(targets), len(head), dtype=teacher.dtype, device=student.device)
        for start in range(0, len(targets), slice):
            part = builtins.slice(start, start + slice)
            some, gradient[part] = of_positions(
                student[part], head, teacher[part], teacher_head, first, targets[part], known[part], c
            )
            sums = sums + some
        of_student = (gradient @ head.to(gradient.dtype)).to(student.dtype)
        of_head = (gradient.t() @ student.to(gradient.dtype)).to(head.dtype)
        ctx.save_for_backward(of_student, of_head)
        divergence, cross_entropy, within = sums
        ctx.mark_non_differentiable(sums)
        return (1 - c) * divergence + c * cross_entropy + within, sums

    @staticmethod
    def backward(ctx, scale, _):
        student, head = ctx.saved_tensors
        return (scale * student, scale * head, *[None] * 8)


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
    """The loss of a micro-batch, some positions at a time: logits of all would be the largest thing in memory.

    `first` [teacher's tokens] is the student's first piece of each of them.
    """

    def __init__(self, teacher: Llama, first: Tensor, keep: list[int], weights: Weights, slice: int, compiled: bool):
        self.teacher, self.first, self.keep, self.weights, self.slice = teacher, first, keep, weights, slice
        self.of_positions = torch.compile(of_positions) if compiled else of_positions

    def __call__(self, student: Llama, batch: Batch) -> tuple[Tensor, dict[str, Tensor]]:
        """Loss, and its parts: means of what each is the sum of."""
        inputs, targets = batch.short[:, :-1], batch.short[:, 1:].flatten()
        wanted = teacher_states(self.teacher, batch.whole, self.keep, self.weights.hidden > 0)
        states = student.states(inputs)
        known = (batch.at >= 0).flatten()
        rows = torch.arange(len(inputs), device=inputs.device)[:, None] * batch.whole.shape[1]
        # The teacher's position for each of the student's; any, where it has none.
        at = (batch.at.clamp_min(0) + rows).flatten()
        mine, theirs = states[-1].flatten(0, 1), wanted[-1].flatten(0, 1)
        heads = student.embed_tokens.seen(), self.teacher.embed_tokens.weight
        c = self.weights.cross_entropy
        total, sums = Graded.apply(
            mine, heads[0], theirs[at], heads[1], self.first, targets, known, c, self.slice, self.of_positions
        )
        divergence, cross_entropy, within = sums
        loss = total / len(targets)
        parts = {"kl": divergence / known.sum(), "ce": (cross_entropy + within) / len(targets)}
        if self.weights.hidden > 0:
            pairs = zip(states[1:-1], wanted[:-1])
            errors = [relative(a.flatten(0, 1)[known], b.flatten(0, 1)[at[known]]) for a, b in pairs]
            hidden = torch.stack(errors).mean()
            loss = loss + self.weights.hidden * hidden
            parts["hidden"] = hidden.detach()
        return loss, parts


def relative(student: Tensor, teacher: Tensor) -> Tensor:
    return F.mse_loss(student.float(), teacher.float()) / teacher.float().pow(2).mean()
