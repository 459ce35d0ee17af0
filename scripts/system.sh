#!/bin/sh
# Install what the tests need from the system, when allowed; else say in one line what is missing.
# It never fails: the demonstration and most tests run without these.
set -u

missing=""
command -v chromium >/dev/null || missing="$missing chromium"
[ -n "$(fc-list :lang=zh family 2>/dev/null | head -n 1)" ] || missing="$missing fonts-noto-cjk"
[ -n "$missing" ] || exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing system packages:$missing"
    export DEBIAN_FRONTEND=noninteractive
    wait="-o DPkg::Lock::Timeout=300"
    log="${TMPDIR:-/tmp}/jiayuan-system-packages.log"
    # shellcheck disable=SC2086  # a list of words
    if apt-get $wait update >"$log" 2>&1 &&
        apt-get $wait install -y --no-install-recommends fontconfig $missing >>"$log" 2>&1; then
        exit 0
    fi
    echo "apt-get failed; its words are in $log" >&2
fi
echo "缺少系统软件包，请安装后再运行浏览器测试 / please install for the browser tests:$missing" >&2
