# What the commands of this folder share: a Python, the packages of a requirements file, the folder var/.
# Sourced, not run. Needs git, and either python3 or curl; everything it fetches stays in .venv, var/ or uv's own cache.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
var=${VOX_VAR:-$root/var}
python=$root/.venv/bin/python
cd "$root" || exit 1
export DJANGO_SETTINGS_MODULE=project.settings

say() { printf '%s\n' "$*" >&2; }
fail() { say "$*"; exit 1; }
works() { "$@" >/dev/null 2>&1; }

as_root() { # prints the prefix that makes a command run as root, or fails
  [ "$(id -u)" = 0 ] && return
  works sudo -n true && echo "sudo -n"
}

find_uv() { # sets $uv
  local candidate
  for candidate in uv "$HOME/.local/bin/uv" "$HOME/.cargo/bin/uv" "$var/tools/bin/uv"; do
    # Being there is not enough: pyenv's shims answer for Pythons that are switched off.
    works "$candidate" --version && uv=$candidate && return
  done
  say "Fetching uv, which installs the packages…"
  mkdir -p "$var" 2>/dev/null && rm -rf "$var/tools" || fail "Cannot write in $var. VOX_VAR chooses another folder."
  uv=$var/tools/bin/uv
  for candidate in python3 "$1"; do
    [ -n "$candidate" ] && works "$candidate" -m pip install --target "$var/tools" uv && works "$uv" --version && return
  done
  works python3 bin/_fetch_uv.py "$var/tools" && works "$uv" --version && return
  curl -LsSf https://astral.sh/uv/install.sh 2>/dev/null | works env UV_UNMANAGED_INSTALL="$var/tools/bin" sh
  works "$uv" --version || fail "uv is missing and could not be fetched: install it, or pip, and run this again."
}

find_python() { # prints the best CPython >= 3.12 of this machine, or nothing
  local version candidate pyenv
  pyenv=${PYENV_ROOT:-$HOME/.pyenv}
  [ -d "$pyenv" ] || pyenv=$(eval echo "~$(id -un)")/.pyenv # HOME may point elsewhere
  for version in 3.13 3.14 3.12; do
    # pyenv's Pythons are neither on the PATH nor seen by uv.
    for candidate in "python$version" "$pyenv/versions/$version".*/bin/python python3; do
      "$candidate" - "$version" 2>/dev/null <<'PYTHON' && return
import ctypes, os, ssl, sys  # a Python built without these cannot serve us

found = (sys.implementation.name, "%d.%d" % sys.version_info[:2])
if found != ("cpython", sys.argv[1]):
    sys.exit(1)
print(os.path.realpath(getattr(sys, "_base_executable", sys.executable)))
PYTHON
    done
  done
}

trust_this_machine() { # the certificates and the index that the machine's owner chose for pip hold for uv too
  local index
  [ -e /etc/ssl/certs/ca-certificates.crt ] && export UV_SYSTEM_CERTS=1
  index=${PIP_INDEX_URL:-$(python3 -m pip config get global.index-url 2>/dev/null)}
  [ -z "$index" ] || export UV_DEFAULT_INDEX="${UV_DEFAULT_INDEX:-$index}"
}

setup() { # setup requirements.txt: .venv holds exactly what the file pins
  local found wanted stamp=$root/.venv/.installed-$1
  works "$python" -c 'import sys; sys.exit(sys.version_info < (3, 12))' && wanted=$(cksum <"$1")
  [ -n "$wanted" ] && [ "$wanted" = "$(cat "$stamp" 2>/dev/null)" ] && return
  found=$(find_python)
  find_uv "$found"
  trust_this_machine
  if [ -z "$wanted" ]; then
    [ -n "$found" ] || say "No Python 3.12 or newer here: fetching one…"
    "$uv" venv --quiet --clear --no-project --python "${found:-3.13}" .venv 2>/dev/null ||
      fail "There is no usable Python 3.12 or newer, and none could be fetched: install Python 3.13 and run this again."
  fi
  say "Installing the packages of $1…"
  "$uv" pip install --quiet --compile-bytecode --python "$python" --require-hashes --requirement "$1" ||
    fail "The packages of $1 could not be installed (uv says why above)."
  cksum <"$1" >"$stamp"
}
