#!/usr/bin/env bash
# Makes one backup of a HawkesNet store while the service runs, and removes the oldest ones.
#
#   backup.sh FOLDER                 SQLite: the store in $HAWKESNET_DATA (default ./data)
#   PGDATABASE=hawkesnet backup.sh FOLDER   PostgreSQL: where libpq's PGHOST, PGUSER, PGPASSFILE ... say
#
# KEEP=14 backups are kept. HAWKESNET is the program (default: hawkesnet). The name of the new file is printed.
set -euo pipefail
folder=${1:?usage: backup.sh FOLDER}
keep=${KEEP:-14}
mkdir -p "$folder"
# Backups hold names of actors and hashes of keys.
umask 077
stamp=$(date -u +%Y%m%dT%H%M%S.%NZ)

if [ -n "${PGDATABASE:-}" ]; then
    file="$folder/hawkesnet-$stamp.pgdump"
    pg_dump --format=custom --no-owner --file="$file.unfinished" "$PGDATABASE"
    # A dump that cannot be listed to its end is no backup.
    pg_restore --list "$file.unfinished" >/dev/null
    sync "$file.unfinished"
    mv "$file.unfinished" "$file"
else
    file="$folder/hawkesnet-$stamp.db"
    "${HAWKESNET:-hawkesnet}" backup "$file" --data "${HAWKESNET_DATA:-./data}"
fi

# Names sort by time.
find "$folder" -maxdepth 1 -name "hawkesnet-*.${file##*.}" | sort -r | tail -n "+$((keep + 1))" | xargs -r rm --
echo "$file"
