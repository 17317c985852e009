"""Packs: ready catalogues that come with bongsu, each a folder of data files."""

from __future__ import annotations

import shutil
from pathlib import Path

from bongsu.catalogue.strict import nearest
from bongsu.words import say
from bongsu.words.refusal import Refusal

PACKS = Path(__file__).parent / "packs"
WORKSPACE_PART = "workspace"


def available_packs() -> tuple[str, ...]:
    """The names of the packs, sorted."""
    return tuple(sorted(folder.name for folder in PACKS.iterdir() if (folder / "items.toml").is_file()))


def pack_folder(pack: str) -> Path:
    """Where a pack's files are; raises Refusal naming the packs there are."""
    packs = available_packs()
    if pack not in packs:
        todo = nearest(pack, packs)
        raise Refusal(f"--pack {pack}", expected=say("one of {choices}", choices=", ".join(packs)), todo=todo)
    return PACKS / pack


def copy_pack(pack: str, workspace: Path) -> list[Path]:
    """Copies a pack into a workspace, and gives the files made, relative to the workspace.

    What lies in the pack's folder `workspace/` goes to the top of the workspace, everything else, with its
    folders, into `catalogue/`.
    """
    source = pack_folder(pack)
    made = []
    for path in sorted(source.rglob("*")):
        relative = path.relative_to(source)
        if path.is_dir() or "__pycache__" in relative.parts or path.suffix in {".py", ".pyc"}:
            continue
        if relative.parts[0] == WORKSPACE_PART:
            target = Path(*relative.parts[1:])
        else:
            target = Path("catalogue") / relative
        (workspace / target).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, workspace / target)
        made.append(target)
    return made
