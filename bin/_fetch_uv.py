"""Fetch uv for a Python without pip, from the package index that pip would have been told to use.

Usage: _fetch_uv.py FOLDER   (writes FOLDER/bin/uv). Runs on any Python 3 with the standard library alone.
"""

import configparser
import hashlib
import io
import os
import platform
import re
import sys
import urllib.parse
import urllib.request
import zipfile

CONFIGURATIONS = [
    os.environ.get("PIP_CONFIG_FILE", ""),
    "~/.config/pip/pip.conf",
    "~/.pip/pip.conf",
    "~/Library/Application Support/pip/pip.conf",
    "/etc/pip.conf",
]


def index_url():
    """The index of the environment, else of pip's configuration files; without either there is none."""
    for name in ("PIP_INDEX_URL", "UV_DEFAULT_INDEX", "UV_INDEX_URL"):
        if os.environ.get(name):
            return os.environ[name]
    for path in CONFIGURATIONS:
        settings = configparser.ConfigParser(strict=False, interpolation=None)
        settings.read(os.path.expanduser(path))
        for section in ("install", "global"):
            if settings.has_option(section, "index-url"):
                return settings.get(section, "index-url")
    sys.exit("No package index is configured.")


def platform_tag():
    """The end of the wheel's name for this machine."""
    machine = platform.machine().lower()
    if sys.platform == "darwin":
        return r"macosx_[0-9_]+_" + machine
    libc = "manylinux" if platform.libc_ver()[0] else "musllinux"
    return rf"[a-z0-9_.]*{libc}[a-z0-9_.]*_{machine}"


def main(folder):
    page = index_url().rstrip("/") + "/uv/"
    with urllib.request.urlopen(page, timeout=30) as answer:
        text = answer.read().decode()
    name = rf'href="([^"]*/uv-(\d+)\.(\d+)\.(\d+)-py3-none-{platform_tag()}\.whl[^"]*)"'
    wheels = re.findall(name, text)
    if not wheels:
        sys.exit("The package index holds no uv for this machine.")
    newest = max(wheels, key=lambda found: [int(part) for part in found[1:]])
    url, _, digest = urllib.parse.urljoin(page, newest[0].replace("&amp;", "&")).partition("#sha256=")
    with urllib.request.urlopen(url, timeout=120) as answer:
        wheel = answer.read()
    if digest and hashlib.sha256(wheel).hexdigest() != digest:
        sys.exit("The package index sent a damaged uv.")
    with zipfile.ZipFile(io.BytesIO(wheel)) as archive:
        program = next(entry for entry in archive.namelist() if entry.endswith("/scripts/uv"))
        os.makedirs(os.path.join(folder, "bin"), exist_ok=True)
        target = os.path.join(folder, "bin", "uv")
        with open(target, "wb") as uv:
            uv.write(archive.read(program))
    os.chmod(target, 0o755)


if __name__ == "__main__":
    main(sys.argv[1])
