#!/bin/sh
# Writes ward.csv: what badges that notice one another might export. Simulated; the badges are nobody's.
set -eu
hawkesnet simulate --spec docs/samples/ward.json --seed 4 --events 4000 --out simulated.csv
awk -F, 'NR == 1 { print "id,started,badge,met,what"; next }
  { what = $4 == "t0" ? "contact" : "order"
    printf "c-%d,%.3f,badge-%s,badge-%s,%s\n", NR - 1, 1772409600 + $1, substr($2, 2), substr($3, 2), what }' \
  simulated.csv > ward.csv
