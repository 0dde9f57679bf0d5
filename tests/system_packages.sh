#!/bin/sh
# What the tests need from the system: a Chromium, a Chinese font, and LibreOffice Writer (the program
# itself does without it; the tests also walk that way). Installed here where this runs as root on
# Debian; anywhere else the missing package is named and the tests fail.
set -eu
missing=""
command -v chromium >/dev/null 2>&1 || missing="$missing chromium"
fc-list :lang=zh 2>/dev/null | grep -q . || missing="$missing fonts-noto-cjk"
command -v soffice >/dev/null 2>&1 || missing="$missing libreoffice-writer"
for word in "$@"; do
    case "$word" in
    postgresql) ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null 2>&1 || missing="$missing postgresql" ;;
    maven)
        command -v java >/dev/null 2>&1 || missing="$missing default-jre-headless"
        command -v mvn >/dev/null 2>&1 || missing="$missing maven"
        ;;
    esac
done
[ -z "$missing" ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    apt-get update -qq
    # shellcheck disable=SC2086
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing fontconfig >/dev/null
    exit 0
fi
echo "缺少系统软件包：$missing。请先安装（例如 sudo apt-get install$missing），再运行一次。" >&2
exit 1
