#!/bin/sh
# `make run`: from a fresh clone to a page in the browser; the second time only what has changed is done again.
set -eu
cd "$(dirname "$0")/.."
started=$(date +%s)
export DANGJIAN_DEMO="${DANGJIAN_DEMO-1}"
data="${DANGJIAN_DATA:-$PWD/var}"
export DANGJIAN_DATA="$data"

scripts/setup.sh base web fonts

python=.venv/bin/python
mkdir -p "$data"
chmod 700 "$data"
# The data base must be brought up to date when the schema, the seeds or the data base itself are not those of last time.
state=$( (echo "${DANGJIAN_DB-}"; find dangjian -type f \( -path '*/migrations/*.py' -o -path '*/seeds/*' -o -path '*/ops/demo/*' \) \
    ! -path '*/__pycache__/*' -print0 | LC_ALL=C sort -z | xargs -0 sha256sum) | sha256sum | cut -c1-32)
if [ -n "${DANGJIAN_DB-}" ] || [ ! -f "$data/dangjian.sqlite3" ] || [ "$(cat "$data/prepared" 2>/dev/null)" != "$state" ]; then
    printf '· 准备数据库\n'
    $python manage.py migrate --no-input -v 0
    if [ "$DANGJIAN_DEMO" = 1 ] && [ -f dangjian/ops/demo/management/commands/seed_demo.py ]; then
        printf '· 生成演示数据（虚构的企业，仅供体验）\n'
        $python manage.py seed_demo
    fi
    echo "$state" >"$data/prepared"
fi
printf '· 启动服务（准备用时 %s 秒）\n' "$(($(date +%s) - started))"
exec $python manage.py serve
