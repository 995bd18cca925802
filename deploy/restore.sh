#!/usr/bin/env bash
# Puts a backup made by backup.sh into an empty place. Stop the service first; start it afterwards.
#
#   restore.sh FILE.db               SQLite: into the folder $HAWKESNET_DATA (default ./data)
#   PGDATABASE=hawkesnet restore.sh FILE.pgdump   PostgreSQL: into this database, which must exist and be empty
#
# Nothing is overwritten: a folder or database that holds a store is refused.
set -euo pipefail
file=${1:?usage: restore.sh FILE}

case "$file" in
*.pgdump)
    : "${PGDATABASE:?set PGDATABASE to the database to be filled}"
    tables=$(psql --no-psqlrc --tuples-only --no-align --command \
        "SELECT count(*) FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')")
    if [ "$tables" -ne 0 ]; then
        echo "restore.sh: database $PGDATABASE is not empty" >&2
        exit 1
    fi
    pg_restore --exit-on-error --single-transaction --no-owner --dbname="$PGDATABASE" "$file"
    ;;
*.db)
    data=${HAWKESNET_DATA:-./data}
    "${HAWKESNET:-hawkesnet}" backup "$file" --check
    if [ -e "$data/hawkesnet.db" ] || [ -e "$data/hawkesnet.db-wal" ]; then
        echo "restore.sh: $data holds a store already" >&2
        exit 1
    fi
    umask 077
    mkdir -p "$data"
    cp -- "$file" "$data/hawkesnet.db.unfinished"
    sync "$data/hawkesnet.db.unfinished"
    mv -- "$data/hawkesnet.db.unfinished" "$data/hawkesnet.db"
    ;;
*)
    echo "restore.sh: $file is neither a .db nor a .pgdump file" >&2
    exit 2
    ;;
esac
