#!/bin/sh
# Posts the mails that the examples of docs/api.md ask about: ann writes, bob answers, sometimes cleo joins.
#   sh office.sh http://127.0.0.1:8080/v1/networks/office
set -eu
awk 'BEGIN {
  print "time,source,target,type"
  for (i = 0; i < 400; i++) {
    time = 1772443800 - (400 - i) * 431
    printf "%d,ann,bob,mail\n", time
    if (i % 3) printf "%d,bob,ann,mail\n", time + 40 + 7 * (i % 5)
    if (i % 7 == 0) printf "%d,cleo,ann,mail\n", time + 120
  }
}' | curl -fsS -H 'Content-Type: text/csv' --data-binary @- "$1/events?unit=s&backfill=true&ack=applied"
