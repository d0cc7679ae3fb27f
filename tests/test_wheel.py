"""The built wheel holds every file the package needs, and works alone, far from the checkout and the tests' tools."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parent.parent
#: The environment of a stranger: nothing points at this checkout or its virtual environment.
CLEAN = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "VIRTUAL_ENV", "QUAESTOR", "PYTEST"))}


def run(*command: str | Path, cwd: Path) -> str:
    done = subprocess.run(command, cwd=cwd, env=CLEAN, capture_output=True, text=True, timeout=500)
    assert done.returncode == 0, f"{' '.join(map(str, command))}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", folder, CHECKOUT, cwd=folder)
    (built,) = folder.glob("quaestor-*.whl")
    return built


def test_the_wheel_holds_every_file_of_the_package(wheel: Path) -> None:
    package = CHECKOUT / "quaestor"
    ours = {str(p.relative_to(CHECKOUT)) for p in package.rglob("*") if p.is_file() and "__pycache__" not in p.parts}
    with zipfile.ZipFile(wheel) as archive:
        held = set(archive.namelist())
    assert sorted(ours - held) == []
    assert sorted(name for name in held - ours if ".dist-info/" not in name) == []


def test_the_wheel_alone_runs_the_demo(wheel: Path, tmp_path: Path) -> None:
    run(sys.executable, "-m", "venv", "clean", cwd=tmp_path)
    programs = tmp_path / "clean" / "bin"
    run(programs / "python", "-m", "pip", "install", "--quiet", wheel, cwd=tmp_path)
    assert "site-packages" in run(programs / "python", "-c", "import quaestor; print(quaestor.__file__)", cwd=tmp_path)
    said = run(programs / "quaestor", "demo", "--no-serve", cwd=tmp_path)
    assert "1,017" in said
    assert "https://www.usaspending.gov/award/" in said or "CONT_" in said
