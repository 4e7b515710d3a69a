"""Checks of the recipe that need no training data: python -m unittest discover -s research/box-model -p test.py"""

import contextlib
import io
import json
import tempfile
import unittest
from pathlib import Path

import gguf
import numpy as np
import torch
from transformers import LlamaConfig, LlamaForCausalLM

from batches import Batch, Shards, Splitter
from distill import Run, parse
from llama import Config, Llama, load, new_cache, save
from loss import Loss, Weights, of_positions
from quantize import FORMATS, round_trip
from student import build, choose, evenly
from teacher import halves_to_paired, paired_to_halves
from tokenizer import cut, pieces

TINY = {
    "model_type": "llama",
    "hidden_size": 64,
    "intermediate_size": 96,
    "num_hidden_layers": 4,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "max_position_embeddings": 128,
    "rms_norm_eps": 1e-5,
    "rope_theta": 100000.0,
    "tie_word_embeddings": True,
    "vocab_size": 80,
}


def save_tiny(folder: Path, model: Llama) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for file in ("tokenizer.json", "tokenizer_config.json"):
        (folder / file).write_text("{}")
    save(model, folder, folder, torch.float32)


def tiny(seed: int = 0) -> Llama:
    torch.manual_seed(seed)
    model = Llama(Config(TINY))
    for parameter in model.parameters():
        torch.nn.init.normal_(parameter, std=0.2)
    return model


def same_tokens(ids: torch.Tensor) -> Batch:
    """A batch of ids [rows, window + 1] for two models that have the same tokens."""
    at = torch.arange(ids.shape[1] - 1, device=ids.device).expand(len(ids), -1)
    return Batch(ids[:, :-1], ids, at)


class LlamaTest(unittest.TestCase):
    def test_logits_are_those_of_transformers(self):
        mine = tiny()
        theirs = LlamaForCausalLM(LlamaConfig(**TINY)).eval()
        theirs.load_state_dict({f"model.{name}": value for name, value in mine.state_dict().items()}, strict=False)
        theirs.tie_weights()
        ids = torch.randint(0, 80, (2, 33))
        with torch.no_grad():
            torch.testing.assert_close(mine(ids), theirs(ids).logits, rtol=1e-4, atol=1e-4)

    def test_a_cache_gives_the_same_logits(self):
        model, ids = tiny(), torch.randint(0, 80, (3, 12))
        cache = new_cache(model, 3, 12, torch.float32)
        with torch.no_grad():
            pieces = [model.states(ids[:, :5], cache)[-1]]
            pieces += [model.states(ids[:, at : at + 1], cache)[-1] for at in range(5, 12)]
            torch.testing.assert_close(torch.cat(pieces, 1), model.states(ids)[-1], rtol=1e-4, atol=1e-4)

    def test_a_saved_model_is_read_back(self):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            save_tiny(folder, tiny())
            for mine, theirs in zip(tiny().parameters(), load(folder).parameters()):
                self.assertTrue(torch.equal(mine, theirs))

    def test_order_of_rows_is_undone(self):
        rows = np.random.default_rng(0).normal(size=(24, 5))
        self.assertTrue(np.array_equal(paired_to_halves(halves_to_paired(rows, 3), 3), rows))


class QuantizeTest(unittest.TestCase):
    def test_values_are_those_of_gguf(self):
        weight = torch.randn(48, 96) * 0.05
        weight[3, :32] = 0
        for name in FORMATS:
            kind = gguf.GGMLQuantizationType[name]
            expected = gguf.quants.dequantize(gguf.quants.quantize(weight.numpy(), kind), kind)
            np.testing.assert_array_equal(round_trip(weight, name).numpy(), expected, name)

    def test_the_gradient_passes(self):
        model = tiny()
        model.see("Q4_0", "Q8_0")
        model(torch.randint(0, 80, (1, 8))).logsumexp(-1).sum().backward()
        self.assertGreater(model.layers[0].mlp.up_proj.weight.grad.abs().sum().item(), 0)


class TokenizerTest(unittest.TestCase):
    def test_cuts_vocabulary_and_merges(self):
        vocab = {"<s>": 0, "a": 1, "b": 2, "ab": 3, "aba": 4}
        whole = {"added_tokens": [{"id": 0, "content": "<s>"}], "model": {"vocab": vocab, "merges": ["a b", "ab a"]}}
        short = cut(whole, 1)["model"]
        self.assertEqual(short, {"vocab": {"<s>": 0, "a": 1, "b": 2, "ab": 3}, "merges": ["a b"]})

    def test_refuses_ids_that_do_not_follow_merges(self):
        whole = {"added_tokens": [], "model": {"vocab": {"a": 0, "b": 1, "ba": 2, "ab": 3}, "merges": ["a b", "b a"]}}
        self.assertRaises(ValueError, cut, whole, 1)


class SplitterTest(unittest.TestCase):
    # Ids 0 to 3 are kept; 4 is "1 2", 5 is "4 3".
    splitter = Splitter([[0], [1], [2], [3], [1, 2], [1, 2, 3]])

    def test_later_merges_are_undone(self):
        vocab = {"<s>": 0, "a": 1, "b": 2, "c": 3, "ab": 4, "abc": 5}
        whole = {"model": {"vocab": vocab, "merges": ["a b", "ab c"]}}
        self.assertEqual(pieces(whole, 4), [[0], [1], [2], [3], [1, 2], [1, 2, 3]])
        self.assertEqual(pieces(whole, 5)[5], [4, 3])

    def test_positions_with_the_same_text_before_them_are_found(self):
        batch = self.splitter.batch(np.array([[0, 5, 4, 1]]))
        self.assertEqual(batch.whole.tolist(), [[0, 5, 4]])
        self.assertEqual(batch.short.tolist(), [[0, 1, 2, 3]])
        self.assertEqual(batch.at.tolist(), [[0, -1, -1]])

    def test_probability_of_a_token_goes_to_its_first_piece(self):
        student, teacher = torch.zeros(1, 4), torch.eye(4)[:1]
        # The teacher gives 5 almost everything, the student gives all four tokens the same.
        teacher_head = torch.zeros(6, 4)
        teacher_head[5, 0] = 50
        numbers = torch.tensor([1]), torch.tensor([True])
        sums, _ = of_positions(student, torch.zeros(4, 4), teacher, teacher_head, self.splitter.first, *numbers, 0.1)
        torch.testing.assert_close(sums, torch.tensor([np.log(4), np.log(4), 0]).float())


class StudentTest(unittest.TestCase):
    def test_all_layers_are_the_teacher(self):
        teacher, ids = tiny(), torch.randint(0, 80, (1, 9))
        self.assertTrue(torch.equal(build(teacher, [0, 1, 2, 3])(ids), teacher(ids)))
        self.assertFalse(torch.equal(build(teacher, [0, 3])(ids), teacher(ids)))

    def test_leaves_out_a_layer_that_does_nothing(self):
        teacher = tiny()
        with torch.no_grad():
            teacher.layers[2].self_attn.o_proj.weight.zero_()
            teacher.layers[2].mlp.down_proj.weight.zero_()
            # Text that the model itself finds likely, so that every other layer is of use.
            ids = torch.zeros(8, 1, dtype=torch.long) + torch.arange(8)[:, None]
            for _ in range(16):
                ids = torch.cat([ids, teacher(ids)[:, -1:].argmax(-1)], 1)
        self.assertEqual(choose(teacher, ids, [3], 1), {3: [0, 1, 3]})

    def test_the_gradient_is_that_of_autograd(self):
        teacher, student = tiny(), build(tiny(), [0, 3])
        batch = same_tokens(torch.randint(0, 80, (2, 9)))
        batch.at[0, 3] = -1
        Loss(teacher, torch.arange(80), [0, 3], Weights(0.2, 0.0), slice=7, compiled=False)(student, batch)[0].backward()
        found = {name: value.grad.clone() for name, value in student.named_parameters()}
        student.zero_grad()
        known = (batch.at >= 0).flatten().float()
        log_q = student(batch.short[:, :-1]).log_softmax(-1).flatten(0, 1)
        log_p = teacher(batch.whole).log_softmax(-1).flatten(0, 1).detach()
        divergence = (log_p.exp() * (log_p - log_q)).sum(-1)
        cross_entropy = torch.nn.functional.nll_loss(log_q, batch.short[:, 1:].flatten(), reduction="none")
        (known * (0.8 * divergence + 0.2 * cross_entropy) + (1 - known) * cross_entropy).mean().backward()
        for name, value in student.named_parameters():
            self.assertTrue(torch.allclose(found[name], value.grad, atol=1e-5), name)

    def test_evenly_keeps_both_ends(self):
        self.assertEqual(evenly(30, 4), [0, 10, 19, 29])

    def test_the_teacher_has_no_divergence_from_itself(self):
        teacher, ids = tiny(), torch.randint(0, 80, (2, 9))
        loss = Loss(teacher, torch.arange(80), [0, 1, 2, 3], Weights(0.5, 1.0), slice=7, compiled=False)
        total, parts = loss(build(teacher, [0, 1, 2, 3]), same_tokens(ids))
        self.assertAlmostEqual(parts["kl"].item(), 0, places=5)
        self.assertAlmostEqual(parts["hidden"].item(), 0, places=5)
        expected = torch.nn.functional.cross_entropy(teacher(ids[:, :-1]).flatten(0, 1), ids[:, 1:].flatten())
        self.assertAlmostEqual(total.item(), 0.5 * expected.item(), places=4)


    @unittest.skipUnless(torch.cuda.is_available(), "no GPU")
    def test_a_gpu_finds_the_same_loss_compiled_and_in_bfloat16(self):
        teacher, ids = tiny().cuda(), torch.randint(0, 80, (4, 65)).cuda()
        found = []
        for compiled in (False, True):
            student = build(tiny(), [0, 3]).cuda()
            if compiled:
                for layer in [*student.layers, *teacher.layers]:
                    layer.compile()
            student.see("Q4_0", "Q8_0")
            with torch.autocast("cuda", torch.bfloat16):
                first = torch.arange(80).cuda()
                loss, _ = Loss(teacher, first, [0, 3], Weights(0.1, 0.0), 128, compiled)(student, same_tokens(ids))
            loss.backward()
            found.append((loss.item(), student.layers[0].mlp.up_proj.weight.grad.norm().item()))
        for plain, fast in zip(*found):
            self.assertAlmostEqual(fast / plain, 1, delta=0.03)


class DistillTest(unittest.TestCase):
    """A run on a CPU, of a few steps of a tiny model."""

    def setUp(self):
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        save_tiny(self.folder / "teacher", tiny())
        # As a tokenizer: the last twenty tokens are pairs of others.
        vocab = {chr(at + 40): at for at in range(60)}
        pairs = [(chr(at + 40), chr(at + 70)) for at in range(20)]
        vocab |= {left + right: 60 + at for at, (left, right) in enumerate(pairs)}
        whole = {"model": {"vocab": vocab, "merges": pairs}}
        (self.folder / "teacher" / "tokenizer.json").write_text(json.dumps(whole))
        student = Llama(Config({**TINY, "vocab_size": 60, "num_hidden_layers": 2}))
        save_tiny(self.folder / "student", student)
        (self.folder / "student" / "kept.json").write_text("[0, 3]")
        data = self.folder / "data"
        data.mkdir()
        # A text that repeats, so that there is something to learn.
        np.tile(np.arange(30, 70, dtype="<u2"), 60).tofile(data / "a.bin")
        (data / "sources.json").write_text(json.dumps([{"name": "a", "share": 1}]))

    def run_in(self, out: str, *words: str) -> list[dict]:
        places = [f"--{name}={self.folder / name}" for name in ("teacher", "student", "data")]
        sizes = "--rows 4 --micro 2 --window 24 --warm-up 4 --rate 3e-3 --every 5 --hidden 0.5 --device cpu --no-bf16"
        with contextlib.redirect_stdout(io.StringIO()):
            Run(parse([*places, f"--out={self.folder / out}", *sizes.split(), "--no-compile", *words])).go()
        return [json.loads(line) for line in (self.folder / out / "log.jsonl").read_text().splitlines()]

    def test_the_loss_falls(self):
        lines = self.run_in("whole", "--steps=30")
        self.assertLess(lines[-1]["kl"], 0.8 * lines[0]["kl"])
        self.assertEqual([line["rounded"] for line in lines], [False] * 24 + [True] * 6)

    def test_a_run_that_was_broken_off_ends_like_one_that_was_not(self):
        whole = self.run_in("whole", "--steps=14")
        # Broken off between checkpoints, before weights are rounded; and once more after.
        self.run_in("broken", "--steps=14", "--stop-after=7")
        self.run_in("broken", "--steps=14", "--stop-after=5")
        broken = self.run_in("broken", "--steps=14")
        same = ("step", "loss", "kl", "ce", "hidden", "gradient", "rate", "rounded")
        self.assertEqual(*([[line[key] for key in same] for line in lines] for lines in (whole, broken)))
        first, second = (load(self.folder / out / "student").state_dict() for out in ("whole", "broken"))
        for name, value in first.items():
            self.assertTrue(torch.equal(value, second[name]), name)

    def test_other_options_are_no_continuation(self):
        self.run_in("out", "--steps=4", "--stop-after=2")
        self.assertRaises(SystemExit, self.run_in, "out", "--steps=4", "--seed=2")

    def test_the_number_of_steps_can_follow_from_the_time(self):
        lines = self.run_in("planned", "--plan-minutes=0.02", "--warm-up=31")
        self.assertGreater(len(lines), 31)


class BatchesTest(unittest.TestCase):
    def test_a_step_reads_the_same_whenever_it_is_asked_for(self):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            np.arange(500, dtype="<u2").tofile(folder / "a.bin")
            (folder / "sources.json").write_text(json.dumps([{"name": "a", "share": 0.3}]))
            shards = Shards(folder)
            first = shards.windows(1, 7, 4, 16)
            shards.windows(1, 8, 4, 16)
            self.assertTrue(np.array_equal(first, shards.windows(1, 7, 4, 16)))
            self.assertFalse(np.array_equal(first, shards.windows(1, 8, 4, 16)))
            self.assertTrue(np.array_equal(first[:, 1:], first[:, :-1] + 1))


if __name__ == "__main__":
    unittest.main()
