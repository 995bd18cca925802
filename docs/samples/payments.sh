#!/bin/sh
# Writes payments.csv: what a payment system might export. Simulated; the accounts are nobody's.
set -eu
hawkesnet simulate --spec docs/samples/payments.json --seed 1 --events 6000 --out simulated.csv
awk -F, 'NR == 1 { print "id,booked_at,payer,payee,kind"; next }
  { kind = $4 == "t0" ? "payment" : "refund"
    printf "tx-%d,%.3f,acct-%s,acct-%s,%s\n", NR - 1, 1772409600 + $1, substr($2, 2), substr($3, 2), kind }' \
  simulated.csv > payments.csv
