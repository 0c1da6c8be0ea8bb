"""`fvm model`: the shipped encoder for other programs."""

from __future__ import annotations

from pathlib import Path

import click


@click.group("model")
def command() -> None:
    """Hand the shipped encoder to other programs."""


@command.command("export")
@click.argument("folder", type=click.Path(path_type=Path))
def export(folder: Path) -> None:
    """Write the shipped encoder into FOLDER, as a model that sentence-transformers loads.

    It gives the vectors that the bot searches with: of questions with `encode_query`, of passages with
    `encode_document`. FOLDER may not exist yet. Takes half a gigabyte.
    """
    # Reads weights with numpy and tokenizers, which the help does without.
    from index.encoder.packaged.published_model import export_packaged

    export_packaged(folder)
    click.echo(f"Wrote the encoder to {folder}. Load it with SentenceTransformer({str(folder)!r}).")
