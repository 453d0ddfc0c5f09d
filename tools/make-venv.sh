#!/bin/sh
# Make a new .venv with Python 3.12 or later, wherever one is found: by uv, on the PATH, among
# pyenv's versions, or else downloaded by uv, which is fetched for that if need be.
set -u
new_enough='import sys; sys.exit(sys.version_info < (3, 12))'

uv_venv() {
    uv=$1
    shift
    "$uv" venv --quiet --clear --seed --python 3.12 "$@" .venv
}

# Each way is tried in silence: a pyenv shim or a Python without venv may be there and still fail.
uv_venv uv --no-python-downloads >/dev/null 2>&1 && exit

for python in python3.12 python3.13 python3.14 \
    "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.1[2-4].*/bin/python python3 python; do
    "$python" -c "$new_enough" >/dev/null 2>&1 || continue
    "$python" -m venv --clear .venv >/dev/null 2>&1 && exit
done

echo 'No Python 3.12 or later is at hand; uv will download one.' >&2
downloader=uv
if ! uv --version >/dev/null 2>&1; then
    tool=$(mktemp -d) || exit
    trap 'rm -rf "$tool"' EXIT
    python3 -m venv "$tool" && "$tool/bin/pip" install --quiet --disable-pip-version-check uv
    downloader=$tool/bin/uv
fi
uv_venv "$downloader" && exit
echo 'Please install Python 3.12 or later (python.org) and run make again.' >&2
exit 1
