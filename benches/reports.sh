#!/bin/sh
# How long commands take that look at a large ledger, in SQLite and in PostgreSQL:
#     benches/reports.sh FOLDER [REQUESTS [TIMES]]
# makes a ledger of REQUESTS (3 entries each) over 30 days, 20 tenants and 60 keys in FOLDER, unless there is one, times
# the commands over it, brings it into a PostgreSQL server in FOLDER, and times the reports there. TIMES has every entry
# that often, under other requests' ids: quicker than writing them, but their seals do not fit, which `verify` says once for
# all. Needs GNU time, PostgreSQL and for TIMES sqlite3; everything stays in FOLDER, some GB.
set -eu
folder=$(mkdir -p "$1" && cd "$1" && pwd)
requests=${2:-3400000}
times=${3:-1}
cd "$(dirname "$0")/.."
built=${CARGO_TARGET_DIR:-target}/release
[ -x "$built/ledger" ] && [ -x "$built/qaqpa" ] || cargo build --release -p benches --bin ledger -p gateway --bin qaqpa
from=$(date -d '31 days ago' +%F) to=$(date -d tomorrow +%F)

timed() {
    name=$1
    shift
    /usr/bin/time -o "$folder/time" -f '%e s on the clock, %U s of CPU, %M KB' "$@" >"$folder/said" 2>&1 ||
        { cat "$folder/said"; exit 1; }
    printf '%-44s %s\n' "$name" "$(cat "$folder/time")"
}

reports() {
    for by in '' day tenant model,tier intent,rule day,tenant,model,key; do
        timed "$1: report of all, by ${by:-the usual}" "$built/qaqpa" report --config "$2" --from "$from" --to "$to" ${by:+--by $by}
    done
    timed "$1: report of a tenant" "$built/qaqpa" report --config "$2" --from "$from" --to "$to" --tenant tenant-07
    timed "$1: statement of a tenant" "$built/qaqpa" statement --config "$2" --tenant tenant-07 --month "$(date +%Y-%m)"
}

# Every entry under the ids of other requests, and what follows from that many of them. They are in no sum yet.
multiply() {
    columns='kind, ts, day, node, tenant, key_id, amount_ukzt, floor_ukzt, fee_ukzt, input_tokens, cached_tokens,
        cache_write_tokens, output_tokens, reasoning_tokens, usage_source, native_amount, flagship_ukzt, outcome, route, owner,
        decision, hash'
    {
        echo 'PRAGMA synchronous = off; PRAGMA cache_size = -200000; BEGIN;'
        echo 'CREATE TEMP TABLE whole AS SELECT max(seq) AS last FROM entry;'
        for copy in $(seq 2 "$times"); do
            byte=$(printf '%02x' "$copy")
            echo "INSERT INTO entry (seq, request_id, step, $columns)
                SELECT seq + ($copy - 1) * last, CAST(x'$byte' || substr(request_id, 2) AS BLOB), step, $columns
                FROM entry, whole WHERE seq <= last ORDER BY seq;"
        done
        echo "UPDATE balance SET spent = spent * $times, messages = messages * $times;
            UPDATE meta SET value = (SELECT max(seq) FROM entry) WHERE name IN ('anchor_seq', 'open_from');
            COMMIT; PRAGMA wal_checkpoint(TRUNCATE);"
    } | sqlite3 "$folder/qaqpa.db" >/dev/null
}

if [ ! -f "$folder/qaqpa.db" ]; then
    timed "writing $requests requests" "$built/ledger" --requests "$requests" --flight 256 --days 30 --keys 3 --keep "$folder"
    [ "$times" -eq 1 ] || multiply
    # Any command that writes opens it, which brings the sums up to its end.
    timed 'opening it' "$built/qaqpa" tenants list --config "$folder/qaqpa.toml"
fi
reports sqlite "$folder/qaqpa.toml"
timed 'sqlite: ledger verify' "$built/qaqpa" ledger verify --config "$folder/qaqpa.toml"
tail -n 6 "$folder/said"

programs=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | tail -n 1)
[ -n "$programs" ] || { echo 'PostgreSQL is not installed; tests/setup.sh installs it'; exit 0; }
server="$folder/postgres" port=${QAQPA_BENCH_PORT:-54329} url="postgres://qaqpa@127.0.0.1:${QAQPA_BENCH_PORT:-54329}/postgres?sslmode=disable"
mkdir -p "$server"
# The server refuses to run as root.
as=''
[ "$(id -u)" -ne 0 ] || { chown 65534:65534 "$server" && as='setpriv --reuid 65534 --regid 65534 --clear-groups'; }
cd "$server"
[ -d data ] || $as "$programs/initdb" --auth=trust --username=qaqpa --encoding=UTF8 --no-locale --pgdata="$server/data" >/dev/null
$as "$programs/pg_ctl" -D "$server/data" -w -l "$server/log" \
    -o "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_wal_size=4GB" start >/dev/null
trap '$as "$programs/pg_ctl" -D "$server/data" -m fast stop >/dev/null' EXIT
cd - >/dev/null
timed 'migrate to postgres' "$built/qaqpa" ledger migrate --from "sqlite:$folder/qaqpa.db" --to "$url" --pepper-file "$folder/qaqpa.db.pepper"
tail -n 1 "$folder/said"
sed "s|^url = .*|url = \"$url\"\njournal = \"sqlite:qaqpa.db\"\nnode = \"node-1\"|" "$folder/qaqpa.toml" >"$folder/shared.toml"
reports postgres "$folder/shared.toml"
