#!/bin/sh
# Make .venv from the hashed lock. A stamp of the lock's hash makes the second run instant.
set -eu
cd "$(dirname "$0")/.."

find_python() {
    for name in ${PYTHON:-} python3.11 python3.12 python3.13 python3; do
        if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            echo "$name"
            return
        fi
    done
    echo "需要 Python 3.11 或更新版本 / Python 3.11 or newer is needed" >&2
    return 1
}

make_venv() {
    rm -rf .venv
    if "$1" -m venv .venv 2>/dev/null; then return; fi
    # Debian keeps ensurepip in a package of its own.
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        apt-get -q update >/dev/null && apt-get -q install -y python3-venv >/dev/null
        rm -rf .venv
        "$1" -m venv .venv
    else
        echo "请先安装 python3-venv / please install python3-venv" >&2
        return 1
    fi
}

python=$(find_python)
stamp="$(cat requirements-dev.txt scripts/setup.sh | cksum) $(pwd)"
if [ "$(cat .venv/stamp 2>/dev/null)" = "$stamp" ]; then exit 0; fi

echo "Making .venv ($python)"
# A .venv that was copied or moved here still points to its old place.
grep -q "^#!$(pwd)/" .venv/bin/pip 2>/dev/null || make_venv "$python"
.venv/bin/python -m pip install --quiet --no-deps --disable-pip-version-check \
    --require-hashes --requirement requirements-dev.txt 2>"$PWD/.venv/pip.log" ||
    { cat .venv/pip.log >&2; exit 1; }
# Found from any working directory, without a build.
pwd >"$(.venv/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/jiayuan-gongyi.pth"
echo "$stamp" >.venv/stamp
