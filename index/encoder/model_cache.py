"""Opens the encoder of a model, compiling the model on first use."""

from __future__ import annotations

import hashlib
import logging
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from index.encoder.compiled_model import FORMAT, CompiledModel
from index.encoder.onnx_encoder import OnnxEncoder
from index.encoder.packaged_model import FOLDER as PACKAGED
from index.encoder.packaged_model import prepare_packaged
from index.encoder.prepared_folder import prepare_once
from index.encoder.protocol import Encoder
from index.errors import ModelError
from index.types import Progress, unheard

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer


_PROBES = (
    "När börjar det nya systemet gälla?",
    "the work was postponed until later in the spring",
    "Åtta öar i ån: 3,7 miljoner kronor, 49 % av 14 kommuner.",
    "ja",
    "En längre text om ett införande som har flera delar, flera datum och flera som ansvarar. " * 8,
)
_AGREEMENT = 0.999
_STEPS = 100
_PREPARED, _LOADED, _EXPORTED = 35, 55, 90

_log = logging.getLogger(__name__)


def open_encoder(
    model: str | None,
    cache: Path,
    query_prompt: str | None = None,
    passage_prompt: str | None = None,
    progress: Progress | None = None,
) -> Encoder:
    """The encoder of `model`: a hub name, a folder, or None for the packaged default.

    The first call for a model compiles it under `cache` (up to a minute; `progress` is called with steps done and in
    all); later calls load it in a second without torch. A model that cannot be compiled is run by
    sentence-transformers, and the log says why. Raises ModelError where the model cannot be had at all.
    """
    folder = cache / "compiled" / _key(model)
    tell = progress or unheard
    prepare_once(folder, "the model", lambda stage: _compile(_source(model, cache, tell), stage, tell))
    description = CompiledModel.read(folder)
    if description.failure is None:
        return OnnxEncoder(folder, query_prompt, passage_prompt)
    _log.warning("the model %s runs slower, in sentence-transformers: %s", description.label, description.failure)
    # Imported here alone: it brings torch, which takes seconds that a compiled model never pays.
    from index.encoder.sentence_encoder import SentenceEncoder

    return SentenceEncoder(_source(model, cache, unheard), query_prompt, passage_prompt)


def _key(model: str | None) -> str:
    if model is None:
        return f"{PACKAGED}-f{FORMAT}"
    folder = Path(model).expanduser()
    stamp = f"{folder.resolve()}{_stamps(folder)}" if folder.is_dir() else model
    digest = hashlib.sha256(stamp.encode()).hexdigest()[:16]
    return f"{folder.name or 'model'}-{digest}-f{FORMAT}"


def _stamps(folder: Path) -> list[tuple[str, int, int]]:
    """Tells a changed folder from an unchanged one without reading half a gigabyte."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return [(str(path.relative_to(folder)), path.stat().st_size, path.stat().st_mtime_ns) for path in files]


def _source(model: str | None, cache: Path, progress: Progress) -> str:
    if model is None:
        return str(prepare_packaged(cache, lambda done, total: progress(done * _PREPARED // total, _STEPS)))
    folder = Path(model).expanduser()
    return str(folder) if folder.is_dir() else model


def _compile(source: str, stage: Path, progress: Progress) -> None:
    # Imported here alone: it brings torch, which takes seconds that a compiled model never pays.
    from index.encoder.sentence_encoder import export_model, load_model, model_label

    loaded = load_model(source)
    progress(_LOADED, _STEPS)
    try:
        export_model(loaded, source, stage).write(stage)
        progress(_EXPORTED, _STEPS)
        _verify(loaded, stage)
    except ModelError as error:
        shutil.rmtree(stage)
        stage.mkdir()
        CompiledModel(label=model_label(source), failure=str(error)).write(stage)
    progress(_STEPS, _STEPS)


def _verify(loaded: SentenceTransformer, stage: Path) -> None:
    """Raise ModelError unless the compiled model gives the original's vectors."""
    from index.encoder.sentence_encoder import encode_plain  # brings torch, as above

    compiled = OnnxEncoder(stage, query_prompt="", passage_prompt="")
    cosines = (compiled.encode_queries(_PROBES) * encode_plain(loaded, list(_PROBES))).sum(axis=1)
    if not cosines.min() > _AGREEMENT:
        raise ModelError(f"compiled, it gives other vectors (cosine {cosines.min():.4f})")
