#!/bin/sh
# Post a CSV file of payments and ask about it, with curl alone.
#   sh ask.sh http://127.0.0.1:8080 payments.csv
set -eu
base="$1/v1/networks/payments"
key="${HAWKESNET_KEY:+Authorization: Bearer $HAWKESNET_KEY}"
ask() { curl -fsS ${key:+-H "$key"} "$@"; echo; }

echo "posted:"
ask -H 'Content-Type: text/csv' --data-binary "@$2" "$base/events?unit=s&backfill=true&ack=applied"

echo "how far to trust it:"
ask "$base/diagnostics"

echo "most probable payments within an hour:"
ask -H 'Accept: text/csv' "$base/links?horizon=1h&top=3"

echo "who sets off most payments of others:"
ask -H 'Accept: text/csv' "$base/influence?top=3"

echo "clusters of accounts:"
ask -H 'Accept: text/csv' "$base/clusters"
