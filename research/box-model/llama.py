"""The Llama architecture as SmolLM2 has it, small enough to read, for teacher and student alike.

After Touvron et al. 2023 (arXiv 2302.13971): RMSNorm before attention and before the gated (SiLU) feed-forward part,
rotary positions (Su et al. 2021, arXiv 2104.09864) on halves of each head as in Hugging Face checkpoints, grouped
queries (Ainslie et al. 2023, arXiv 2305.13245), output head tied to the embedding, no biases. Parameters bear the
names of Hugging Face checkpoints. `test.py` compares the logits with those of the transformers library.
"""

import json
import shutil
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor, nn
from torch.nn import functional as F

from quantize import round_trip


@dataclass(frozen=True)
class Config:
    """Sizes of a model; `json` is the whole config.json they come from."""

    json: dict

    def __getattr__(self, name: str):
        try:
            return self.json[name]
        except KeyError:
            raise AttributeError(name) from None

    @property
    def head_dim(self) -> int:
        return self.json.get("head_dim") or self.hidden_size // self.num_attention_heads

    def but(self, **changes) -> "Config":
        return Config({**self.json, **changes})


class Linear(nn.Linear):
    """A linear map without bias, whose weight [out, in] can be seen as the shipped file will hold it.

    Rounding lets the gradient through as if it were the identity (straight-through estimator, Bengio et al. 2013,
    arXiv 1308.3432), so that training settles on weights that are good after rounding.
    """

    def __init__(self, inputs: int, outputs: int):
        super().__init__(inputs, outputs, bias=False)
        self.format: str | None = None

    def seen(self) -> Tensor:
        if self.format is None:
            return self.weight
        return self.weight + (round_trip(self.weight, self.format) - self.weight).detach()

    def forward(self, x: Tensor) -> Tensor:
        return F.linear(x, self.seen())


class Embedding(Linear):
    """Token vectors [tokens, hidden], also the output head."""

    def __init__(self, tokens: int, hidden: int):
        super().__init__(hidden, tokens)

    def look_up(self, ids: Tensor) -> Tensor:
        return F.embedding(ids, self.seen())


class Norm(nn.Module):
    """x / sqrt(mean(x²) + ε) · w over the last axis, in float32."""

    def __init__(self, size: int, epsilon: float):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(size))
        self.epsilon = epsilon

    def forward(self, x: Tensor) -> Tensor:
        wide = x.float()
        scaled = wide * torch.rsqrt(wide.pow(2).mean(-1, keepdim=True) + self.epsilon)
        return (scaled * self.weight).to(x.dtype)


class Attention(nn.Module):
    def __init__(self, config: Config):
        super().__init__()
        self.head_dim = config.head_dim
        hidden, heads, kv_heads = config.hidden_size, config.num_attention_heads, config.num_key_value_heads
        self.q_proj = Linear(hidden, heads * self.head_dim)
        self.k_proj = Linear(hidden, kv_heads * self.head_dim)
        self.v_proj = Linear(hidden, kv_heads * self.head_dim)
        self.o_proj = Linear(heads * self.head_dim, hidden)

    def forward(self, x: Tensor, turn: tuple[Tensor, Tensor], cache: "LayerCache | None") -> Tensor:
        """x [batch, time, hidden]; turn: cosines and sines [time, head_dim]."""
        batch, time, _ = x.shape
        q, k, v = (
            project(x).view(batch, time, -1, self.head_dim).transpose(1, 2)
            for project in (self.q_proj, self.k_proj, self.v_proj)
        )
        q, k = rotate(q, turn), rotate(k, turn)
        causal = time > 1
        if cache is not None:
            k, v = cache.extend(k, v)
        out = F.scaled_dot_product_attention(q, k, v, is_causal=causal, enable_gqa=True)
        return self.o_proj(out.transpose(1, 2).reshape(batch, time, -1))


class FeedForward(nn.Module):
    def __init__(self, config: Config):
        super().__init__()
        self.gate_proj = Linear(config.hidden_size, config.intermediate_size)
        self.up_proj = Linear(config.hidden_size, config.intermediate_size)
        self.down_proj = Linear(config.intermediate_size, config.hidden_size)

    def forward(self, x: Tensor) -> Tensor:
        return self.down_proj(F.silu(self.gate_proj(x)) * self.up_proj(x))


class Layer(nn.Module):
    def __init__(self, config: Config):
        super().__init__()
        self.input_layernorm = Norm(config.hidden_size, config.rms_norm_eps)
        self.self_attn = Attention(config)
        self.post_attention_layernorm = Norm(config.hidden_size, config.rms_norm_eps)
        self.mlp = FeedForward(config)

    def forward(self, x: Tensor, turn: tuple[Tensor, Tensor], cache: "LayerCache | None" = None) -> Tensor:
        x = x + self.self_attn(self.input_layernorm(x), turn, cache)
        return x + self.mlp(self.post_attention_layernorm(x))


class Llama(nn.Module):
    def __init__(self, config: Config):
        super().__init__()
        self.config = config
        self.embed_tokens = Embedding(config.vocab_size, config.hidden_size)
        self.layers = nn.ModuleList(Layer(config) for _ in range(config.num_hidden_layers))
        self.norm = Norm(config.hidden_size, config.rms_norm_eps)

    def states(self, ids: Tensor, cache: "list[LayerCache] | None" = None) -> list[Tensor]:
        """Hidden states [batch, time, hidden]: the embedding's, each layer's, and last the normed one.

        Ids are [batch, time]. With a cache, only a first call may bring more than one position.
        """
        start = cache[0].length if cache else 0
        turn = rotary(self.config, start, ids.shape[1], ids.device)
        states = [self.embed_tokens.look_up(ids)]
        for number, layer in enumerate(self.layers):
            states.append(layer(states[-1], turn, cache[number] if cache else None))
        return [*states, self.norm(states[-1])]

    def forward(self, ids: Tensor) -> Tensor:
        """Logits [batch, time, tokens]."""
        return self.embed_tokens(self.states(ids)[-1])

    def see(self, format: str | None, embedding: str | None) -> None:
        """From now on compute with weights rounded to these formats of `quantize.py`; None: as they are."""
        for module in self.modules():
            if isinstance(module, Linear):
                module.format = embedding if module is self.embed_tokens else format


class LayerCache:
    """Keys and values of one layer, [batch, kv_heads, time, head_dim], in room made once."""

    def __init__(self, shape: tuple[int, int, int, int], dtype: torch.dtype, device: torch.device):
        self.keys = torch.empty(shape, dtype=dtype, device=device)
        self.values = torch.empty(shape, dtype=dtype, device=device)
        self.length = 0

    def extend(self, k: Tensor, v: Tensor) -> tuple[Tensor, Tensor]:
        end = self.length + k.shape[2]
        self.keys[:, :, self.length : end] = k
        self.values[:, :, self.length : end] = v
        self.length = end
        return self.keys[:, :, :end], self.values[:, :, :end]


def new_cache(model: Llama, batch: int, time: int, dtype: torch.dtype) -> list[LayerCache]:
    config, device = model.config, model.norm.weight.device
    shape = (batch, config.num_key_value_heads, time, config.head_dim)
    return [LayerCache(shape, dtype, device) for _ in model.layers]


def rotary(config: Config, start: int, time: int, device: torch.device) -> tuple[Tensor, Tensor]:
    """Cosines and sines [time, head_dim] of positions start … start + time − 1."""
    pairs = torch.arange(0, config.head_dim, 2, device=device, dtype=torch.float32)
    frequencies = config.rope_theta ** -(pairs / config.head_dim)
    positions = torch.arange(start, start + time, device=device, dtype=torch.float32)
    angles = torch.outer(positions, frequencies)
    angles = torch.cat([angles, angles], dim=-1)
    return angles.cos(), angles.sin()


def rotate(x: Tensor, turn: tuple[Tensor, Tensor]) -> Tensor:
    """x [batch, heads, time, head_dim]; the first half of a head makes pairs with the second."""
    cosines, sines = turn
    first, second = x.chunk(2, dim=-1)
    turned = torch.cat([-second, first], dim=-1)
    return (x * cosines + turned * sines).to(x.dtype)


def load(folder: Path, dtype: torch.dtype = torch.float32) -> Llama:
    """The model of a folder with config.json and model.safetensors."""
    config = Config(json.loads((folder / "config.json").read_text()))
    if config.model_type != "llama" or not config.tie_word_embeddings:
        raise ValueError(f"{folder.name} is not a Llama with a tied output head.")
    # Built without room, since the weights bring theirs.
    with torch.device("meta"):
        model = Llama(config)
    weights = load_file(folder / "model.safetensors")
    named = {name.removeprefix("model."): tensor.to(dtype) for name, tensor in weights.items()}
    model.load_state_dict(named, assign=True)
    for parameter in model.parameters():
        parameter.requires_grad_(True)
    return model


TOKENIZER_FILES = ("tokenizer.json", "tokenizer_config.json")


def save(model: Llama, folder: Path, tokenizer_folder: Path, dtype: torch.dtype = torch.float16) -> None:
    """Writes a Hugging Face folder; the tokenizer's files are copied from another one."""
    folder.mkdir(parents=True, exist_ok=True)
    name = str(dtype).removeprefix("torch.")
    config = {**model.config.json, "dtype": name, "torch_dtype": name}
    (folder / "config.json").write_text(json.dumps(config, indent=2) + "\n")
    weights = {f"model.{key}": value.detach().to(dtype).contiguous() for key, value in model.state_dict().items()}
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})
    for file in TOKENIZER_FILES:
        if folder != tokenizer_folder:
            shutil.copyfile(tokenizer_folder / file, folder / file)
