"""The reader as a torch module: a BERT body whose lower layers stay frozen, and three heads."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Self

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812 - the name that every torch text uses
from numpy.typing import NDArray
from torch import Tensor, nn

from index.encoder.packaged.trained_weights import ADAPTER_SCALE

LAYERS = 12
HEADS = 12
WIDTH = 384


class Layer(nn.Module):  # type: ignore[misc]
    """One post-norm transformer layer that computes in the dtype of its input, with float32 weights."""

    def __init__(self, width: int = WIDTH, inner: int = 4 * WIDTH, epsilon: float = 1e-12) -> None:
        super().__init__()
        self.qkv = nn.Linear(width, 3 * width)
        self.out = nn.Linear(width, width)
        self.norm1 = nn.LayerNorm(width, epsilon)
        self.up = nn.Linear(width, inner)
        self.down = nn.Linear(inner, width)
        self.norm2 = nn.LayerNorm(width, epsilon)

    def forward(self, x: Tensor, mask: Tensor, dropout: float) -> Tensor:
        """`x` (batch, length, width), `mask` (batch, 1, 1, length) added to the attention logits."""
        batch, length, width = x.shape
        q, k, v = adapted_linear(self.qkv, x).view(batch, length, 3, HEADS, width // HEADS).permute(2, 0, 3, 1, 4)
        # Two plain products: on CPUs with bfloat16 units they are several times faster than the fused kernel.
        weights = torch.softmax(q @ k.transpose(-1, -2) * (width // HEADS) ** -0.5 + mask, -1)
        mixed = (weights @ v).transpose(1, 2).reshape(batch, length, width)
        x = norm(self.norm1, x + drop(adapted_linear(self.out, mixed), dropout))
        return norm(self.norm2, x + drop(adapted_linear(self.down, F.gelu(adapted_linear(self.up, x))), dropout))


class Adapted(nn.Linear):  # type: ignore[misc]
    """A linear layer whose matrix stays and that learns a change to it of low rank: `ADAPTER_SCALE` * upper^T lower
    (LoRA, arXiv 2106.09685). The bias is learnt as before."""

    def __init__(self, part: nn.Linear, rank: int) -> None:
        super().__init__(part.in_features, part.out_features, device=part.weight.device)
        self.weight, self.bias = part.weight, part.bias
        self.weight.requires_grad_(False)
        self.lower = nn.Parameter(torch.randn(rank, part.in_features, device=part.weight.device) * rank**-0.5 / 4)
        self.upper = nn.Parameter(torch.zeros(rank, part.out_features, device=part.weight.device))


def adapted_linear(part: nn.Linear, x: Tensor) -> Tensor:
    y = F.linear(x, part.weight.to(x.dtype), part.bias.to(x.dtype))
    if isinstance(part, Adapted):
        y = y + F.linear(x, part.lower.to(x.dtype)) @ (part.upper * ADAPTER_SCALE).to(x.dtype)
    return y


def norm(part: nn.LayerNorm, x: Tensor) -> Tensor:
    return F.layer_norm(x, part.normalized_shape, part.weight.to(x.dtype), part.bias.to(x.dtype), part.eps)


def drop(x: Tensor, share: float) -> Tensor:
    return F.dropout(x, share) if share else x


class ReaderNetwork(nn.Module):  # type: ignore[misc]
    """Scores every token as start and end of the answer, and the whole window as answering.

    Position 0 (`<s>`) stands for "no answer" in both span heads.
    """

    def __init__(self, vocabulary: int, positions: int, frozen: int) -> None:
        super().__init__()
        self.frozen = frozen
        self.words = nn.Embedding(vocabulary, WIDTH)
        self.positions = nn.Embedding(positions, WIDTH)
        self.types = nn.Embedding(2, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, 1e-12)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))
        self.span = nn.Linear(WIDTH, 2)
        self.pool = nn.Linear(WIDTH, WIDTH)
        self.answers = nn.Linear(WIDTH, 1)
        for part in (self.span, self.answers):
            nn.init.normal_(part.weight, std=0.02)
            nn.init.zeros_(part.bias)
        nn.init.eye_(self.pool.weight)
        nn.init.zeros_(self.pool.bias)

    @classmethod
    def from_base(cls, tensors: Mapping[str, NDArray[np.float32]], frozen: int) -> Self:
        """The base model's body and embeddings, the embeddings and the first `frozen` layers without gradient, and new
        heads. `tensors` are named as this network's."""
        network = cls(len(tensors["words.weight"]), len(tensors["positions.weight"]), frozen)
        network.load_state_dict({name: torch.from_numpy(tensor) for name, tensor in tensors.items()}, strict=False)
        network.freeze()
        return network

    def freeze(self) -> None:
        for part in (self.words, self.positions, self.types, self.norm, *self.layers[: self.frozen]):
            part.requires_grad_(False)

    def begin_with(self, tensors: Mapping[str, NDArray[np.float32]]) -> None:
        """Takes what an earlier training made of the base, in frozen layers too; the word embeddings stay."""
        with torch.no_grad():
            for name, parameter in self.named_parameters():
                if name != "words.weight":
                    parameter.copy_(torch.from_numpy(tensors[name]))

    def adapt(self, rank: int) -> None:
        """From now on the matrices of the upper layers change by adapters of this rank only."""
        for layer in self.layers[self.frozen :]:
            for name in ("qkv", "out", "up", "down"):
                setattr(layer, name, Adapted(getattr(layer, name), rank))

    def trainable(self) -> dict[str, Tensor]:
        """The tensors that training changes, by name: what a checkpoint and the shipped file hold."""
        return {name: tensor for name, tensor in self.named_parameters() if tensor.requires_grad}

    def lower(self, ids: Tensor, mask: Tensor, dtype: torch.dtype) -> Tensor:
        """What the frozen part makes of int64 `ids` (batch, length)."""
        places = torch.arange(ids.shape[1], device=ids.device)
        x = self.words(ids) + self.positions(places) + self.types.weight[0]
        x = norm(self.norm, x).to(dtype)
        for layer in self.layers[: self.frozen]:
            x = layer(x, mask, 0.0)
        return x

    def hidden(
        self, ids: Tensor, attention: Tensor, dtype: torch.dtype = torch.float32, dropout: float = 0.0
    ) -> Tensor:
        mask = ((attention.to(dtype) - 1) * 30000.0)[:, None, None, :]
        with torch.no_grad():
            x = self.lower(ids, mask, dtype)
        for layer in self.layers[self.frozen :]:
            x = layer(x, mask, dropout)
        return x

    def forward(
        self, ids: Tensor, attention: Tensor, dtype: torch.dtype = torch.float32, dropout: float = 0.0
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Start and end logits (batch, length) and the answerable logit (batch,), float32."""
        x = self.hidden(ids, attention, dtype, dropout)
        start, end = adapted_linear(self.span, x).float().unbind(-1)
        first = torch.tanh(adapted_linear(self.pool, drop(x[:, 0], dropout)))
        return start, end, adapted_linear(self.answers, first).float().squeeze(-1)


def parameter_count(network: ReaderNetwork) -> int:
    return sum(math.prod(tensor.shape) for tensor in network.trainable().values())
