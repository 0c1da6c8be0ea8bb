"""Opens the encoder of a model: the packaged one is written as a graph on first use, any other is compiled."""

from __future__ import annotations

import hashlib
import logging
import shutil
from pathlib import Path
from types import ModuleType

from index.encoder.compiled_model import FORMAT, CompiledModel
from index.encoder.onnx_encoder import CompiledNetwork, OnnxEncoder, PackagedNetwork
from index.encoder.packaged import base_model
from index.encoder.packaged.question_encoder import PackagedEncoder, open_questions
from index.encoder.packaged.words import WordTable, prepare_words, shared_words
from index.encoder.prepared_folder import prepare_once
from index.encoder.protocol import Encoder
from index.errors import ModelError
from index.types import Progress, Vectors, unheard

_PROBES = (
    "När börjar det nya systemet gälla?",
    "the work was postponed until later in the spring",
    "Åtta öar i ån: 3,7 miljoner kronor, 49 % av 14 kommuner.",
    "ja",
    "En längre text om ett införande som har flera delar, flera datum och flera som ansvarar. " * 8,
)
_AGREEMENT = 0.999
_STEPS = 100
_LOADED, _EXPORTED = 35, 90

PACKAGED_FORMAT = 6
"""Of the folder with the default model's graphs."""

_log = logging.getLogger(__name__)


def open_encoder(
    model: str | None,
    cache: Path,
    query_prompt: str | None = None,
    passage_prompt: str | None = None,
    progress: Progress | None = None,
) -> Encoder:
    """The encoder of `model`: a hub name, a folder, or None for the packaged default.

    The first call for a model prepares it under `cache`: the packaged one in seconds and without torch, any other in
    up to a minute by sentence-transformers (`progress` is called with steps done and in all). Later calls load it in
    a second without torch. A model that cannot be compiled is run by sentence-transformers, and the log says why.
    Raises ModelError where the model cannot be had at all, or what loads it is not installed.
    """
    tell = progress or unheard
    if model is None:
        return _open_packaged(cache, query_prompt, passage_prompt, tell)
    folder = cache / "compiled" / _key(model)
    prepare_once(folder, "the model", lambda stage: _compile(_source(model), stage, tell))
    description = CompiledModel.read(folder)
    if description.failure is None:
        return OnnxEncoder(description, CompiledNetwork(folder, description), query_prompt, passage_prompt)
    _log.warning("the model %s runs slower, in sentence-transformers: %s", description.label, description.failure)
    plain: Encoder = _library(model).SentenceEncoder(_source(model), query_prompt, passage_prompt)
    return plain


def _open_packaged(cache: Path, query_prompt: str | None, passage_prompt: str | None, progress: Progress) -> Encoder:
    words = shared_words(prepare_words(cache, lambda done, total: progress(done * _LOADED // total, _STEPS)))
    name = f"{base_model.FOLDER}-f{PACKAGED_FORMAT}"
    folder = prepare_once(cache / "compiled" / name, "the model", lambda stage: _write_packaged(words, stage, progress))
    model = base_model.packaged_description()
    network = PackagedNetwork(folder / base_model.GRAPH, words, model.max_tokens)
    eight = folder / base_model.PASSAGE_GRAPH
    graph = eight if eight.is_file() else folder / base_model.GRAPH
    passages = PackagedNetwork(graph, words, model.max_tokens, side_by_side=True)
    own = OnnxEncoder(model, network, query_prompt, passage_prompt, passages)
    if own.name != OnnxEncoder(model, network).name:
        return own
    return PackagedEncoder(model, network, passages, open_questions(cache, words))


def _write_packaged(words: WordTable, stage: Path, progress: Progress) -> None:
    # Imported here alone: it brings onnx, which nothing needs that only opens a graph.
    from index.encoder.packaged.passage_graph import write_graphs

    write_graphs(words, stage)
    progress(_STEPS, _STEPS)


def _library(model: str) -> ModuleType:
    """What loads other models than the packaged one. Raises ModelError where a package that it needs is missing."""
    try:
        # Imported here alone: it brings torch, which takes seconds that neither the packaged model nor a compiled one
        # pays, and which need not be installed for these.
        from index.encoder import sentence_encoder
    except ImportError as error:
        raise ModelError(
            f"the model {model!r} is loaded by sentence-transformers, and the package {error.name} is missing; run "
            f"`pip install sentence-transformers onnxscript`, or leave the setting empty for the packaged model"
        ) from error
    return sentence_encoder


def _key(model: str) -> str:
    folder = Path(model).expanduser()
    stamp = f"{folder.resolve()}{_stamps(folder)}" if folder.is_dir() else model
    digest = hashlib.sha256(stamp.encode()).hexdigest()[:16]
    return f"{folder.name or 'model'}-{digest}-f{FORMAT}"


def _stamps(folder: Path) -> list[tuple[str, int, int]]:
    """Tells a changed folder from an unchanged one without reading half a gigabyte."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return [(str(path.relative_to(folder)), path.stat().st_size, path.stat().st_mtime_ns) for path in files]


def _source(model: str) -> str:
    """The folder or the hub name; a folder that is not there is told before anything is loaded for it."""
    folder = Path(model).expanduser()
    if folder.is_dir():
        return str(folder)
    if folder.is_absolute():
        raise ModelError(
            f"the model {model!r} is no folder; name one or a reachable hub model, or leave the setting empty for the "
            f"packaged one"
        )
    return model


def _compile(source: str, stage: Path, progress: Progress) -> None:
    library = _library(source)
    loaded = library.load_model(source)
    progress(_LOADED, _STEPS)
    try:
        library.export_model(loaded, source, stage).write(stage)
        progress(_EXPORTED, _STEPS)
        _verify(library.encode_plain(loaded, list(_PROBES)), stage)
    except ModelError as error:
        shutil.rmtree(stage)
        stage.mkdir()
        CompiledModel(label=library.model_label(source), failure=str(error)).write(stage)
    progress(_STEPS, _STEPS)


def _verify(expected: Vectors, stage: Path) -> None:
    """Raise ModelError unless the compiled model gives the original's vectors."""
    description = CompiledModel.read(stage)
    compiled = OnnxEncoder(description, CompiledNetwork(stage, description), query_prompt="", passage_prompt="")
    cosines = (compiled.encode_queries(_PROBES) * expected).sum(axis=1)
    if not cosines.min() > _AGREEMENT:
        raise ModelError(f"compiled, it gives other vectors (cosine {cosines.min():.4f})")
