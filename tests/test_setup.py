"""The setup of a machine says what it lacks: where nothing is there, it must not think that something is."""

import shutil
import subprocess
from pathlib import Path

SETUP = Path(__file__).with_name("setup.sh")


def test_a_bare_machine_is_told_every_program_it_lacks(tmp_path: Path) -> None:
    for tool in ("dirname", "id", "ls"):
        (tmp_path / tool).symlink_to(shutil.which(tool) or tool)
    done = subprocess.run(
        [shutil.which("sh") or "sh", str(SETUP), "system"],
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    for package in ("chromium", "default-jre-headless", "tesseract-ocr", "libreoffice-writer-nogui"):
        assert f" {package}" in done.stderr
