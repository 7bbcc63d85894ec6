#!/bin/sh
# Prepares what a step needs, once: Python packages, the web pages, system packages. Stamps in .build/ say what is done.
#   scripts/setup.sh base|dev     Python environment for running | for testing
#   scripts/setup.sh node         packages of the web project
#   scripts/setup.sh web          the built pages in web/dist
#   scripts/setup.sh fonts|postgres|chromium|slapd|poppler   system packages (installed when root, else named)
set -eu
cd "$(dirname "$0")/.."
mkdir -p .build

say() { printf '· %s\n' "$*"; }
fail() { printf '✗ %s\n' "$*" >&2; exit 1; }
digest() { cat "$@" | sha256sum | cut -c1-32; }
done_before() { [ -f ".build/$1" ] && [ "$(cat ".build/$1")" = "$2" ]; }
is_root() { [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; }

apt_install() {
    say "安装系统软件包：$*"
    export DEBIAN_FRONTEND=noninteractive
    if [ ! -f .build/apt-updated ] || [ -n "$(find .build/apt-updated -mmin +720)" ]; then
        apt-get update -qq && touch .build/apt-updated || true
    fi
    apt-get install -y -qq --no-install-recommends "$@" >.build/apt.log 2>&1
}

find_python() {
    for candidate in python3 python3.11 python3.12 python3.13; do
        if command -v "$candidate" >/dev/null 2>&1 \
            && "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            echo "$candidate"
            return
        fi
    done
    fail "需要 Python 3.11 或更新版本，请先安装。"
}

make_venv() {
    [ -x .venv/bin/python ] && .venv/bin/python -m pip --version >/dev/null 2>&1 && return
    python=$(find_python)
    say "创建 Python 环境 .venv（$("$python" --version)）"
    rm -rf .venv
    if ! "$python" -m venv .venv >.build/venv.log 2>&1; then
        is_root || fail "缺少 python3-venv：请以管理员身份执行 apt-get install python3-venv 后重试。"
        apt_install python3-venv || fail "python3-venv 安装失败，详见 .build/apt.log。"
        rm -rf .venv
        "$python" -m venv .venv || fail "无法创建 .venv。"
    fi
}

python_packages() {
    kind=$1
    base=$(digest requirements/uv.txt requirements/base.txt)
    full=$(digest requirements/uv.txt requirements/base.txt requirements/dev.txt)
    # The environment for testing contains the one for running.
    [ -x .venv/bin/python ] && done_before python "dev:$full" && return
    [ -x .venv/bin/python ] && [ "$kind" = base ] && done_before python "base:$base" && return
    make_venv
    say "安装 Python 软件包（requirements/$kind.txt，逐一校验哈希）"
    .venv/bin/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements/uv.txt
    .venv/bin/uv pip sync -q --python .venv/bin/python --require-hashes "requirements/$kind.txt"
    # Synchronising removes uv itself where the list does not name it; the environment keeps working without.
    if [ "$kind" = dev ]; then echo "dev:$full" >.build/python; else echo "base:$base" >.build/python; fi
}

need_node() {
    if ! command -v node >/dev/null 2>&1 && is_root; then
        apt_install nodejs npm || true
    fi
    command -v node >/dev/null 2>&1 || fail "需要 Node.js 20.19 或更新版本（用于构建网页），请先安装。"
    node -e 'const [a,b]=process.versions.node.split(".").map(Number); process.exit(a>20||(a===20&&b>=19)?0:1)' \
        || fail "Node.js 版本过低（$(node --version)），需要 20.19 或更新版本。"
}

# Functions share their variables: each has names of its own.
node_packages() {
    need_node
    wanted=$(digest web/package-lock.json web/package.json)
    [ -d web/node_modules ] && done_before node "$wanted" && return
    say "安装网页软件包（npm ci）"
    (cd web && npm ci --silent --no-audit --no-fund)
    echo "$wanted" >.build/node
}

web_pages() {
    pages=$( (cd web && find . \( -path ./node_modules -o -path ./dist -o -path ./tests -o -path ./coverage \) -prune -o -type f -print0 \
        | LC_ALL=C sort -z | xargs -0 sha256sum; cat ../docs/help/* 2>/dev/null || true) | sha256sum | cut -c1-32)
    [ -d web/dist ] && done_before web "$pages" && return
    node_packages
    say "构建网页（vite build）"
    (cd web && npm run --silent build >../.build/web.log 2>&1) || { tail -40 .build/web.log >&2; fail "网页构建失败，详见 .build/web.log。"; }
    echo "$pages" >.build/web
}

fonts() {
    command -v fc-list >/dev/null 2>&1 && [ -n "$(fc-list :lang=zh 2>/dev/null | head -1)" ] && return
    if is_root; then
        apt_install fontconfig fonts-noto-cjk && return
    fi
    say "未找到中文字体：生成 PDF 需要它。请以管理员身份执行 apt-get install fonts-noto-cjk（其余功能不受影响）。"
}

postgres() {
    command -v pg_ctl >/dev/null 2>&1 && return
    ls /usr/lib/postgresql/*/bin/pg_ctl >/dev/null 2>&1 && return
    is_root || fail "需要 PostgreSQL 服务端程序：请以管理员身份执行 apt-get install postgresql 后重试。"
    # The package would start a server of its own; the tests bring theirs.
    mkdir -p /etc/postgresql-common
    [ -f /etc/postgresql-common/createcluster.conf ] || echo "create_main_cluster = false" >/etc/postgresql-common/createcluster.conf
    apt_install postgresql || fail "PostgreSQL 安装失败，详见 .build/apt.log。"
}

# Not named after the program: `command -v` would find the function itself.
browser() {
    for candidate in chromium chromium-browser google-chrome; do
        command -v "$candidate" >/dev/null 2>&1 && return
    done
    is_root || fail "浏览器测试需要 Chromium：请以管理员身份执行 apt-get install chromium 后重试。"
    apt_install chromium || fail "Chromium 安装失败，详见 .build/apt.log。"
}

# Tests read the text of printouts with it; the product itself does not need it.
reader() {
    command -v pdftotext >/dev/null 2>&1 && return
    is_root || fail "打印测试需要 pdftotext：请以管理员身份执行 apt-get install poppler-utils 后重试。"
    apt_install poppler-utils || fail "poppler-utils 安装失败，详见 .build/apt.log。"
}

# The directory server that the LDAP tests start by themselves; nothing of it runs beside them.
directory() {
    command -v slapd >/dev/null 2>&1 && return
    [ -x /usr/sbin/slapd ] && return
    is_root || fail "LDAP 测试需要 slapd：请以管理员身份执行 apt-get install slapd 后重试。"
    echo "slapd slapd/no_configuration boolean true" | debconf-set-selections 2>/dev/null || true
    apt_install slapd || fail "slapd 安装失败，详见 .build/apt.log。"
}

for step in "$@"; do
    case $step in
        base | dev) python_packages "$step" ;;
        node) node_packages ;;
        web) web_pages ;;
        fonts | postgres) $step ;;
        chromium) browser ;;
        poppler) reader ;;
        slapd) directory ;;
        *) fail "未知步骤：$step" ;;
    esac
done
