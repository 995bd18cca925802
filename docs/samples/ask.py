"""Post a CSV file of payments and ask about it, with Python's standard library alone.

    python3 ask.py http://127.0.0.1:8080 payments.csv
"""

import csv
import io
import json
import os
import sys
import urllib.error
import urllib.parse
import urllib.request

BASE = sys.argv[1].rstrip("/") + "/v1/networks/payments"


def call(path, body=None, **headers):
    """The body of an answer; a problem ends the program with the service's own words."""
    if key := os.environ.get("HAWKESNET_KEY"):
        headers["Authorization"] = "Bearer " + key
    headers = {name.replace("_", "-"): value for name, value in headers.items()}
    request = urllib.request.Request(BASE + path, data=body, headers=headers)
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.read().decode()
    except urllib.error.HTTPError as error:
        problem = json.load(error)
        sys.exit(f"{problem['title']}: {problem['detail']}")


def ask(path, **parameters):
    return json.loads(call(path + "?" + urllib.parse.urlencode(parameters)))


def table(path, **parameters):
    """Rows by column name; pandas.read_csv(io.StringIO(...)) reads the same text."""
    text = call(path + "?" + urllib.parse.urlencode(parameters), Accept="text/csv")
    return list(csv.DictReader(io.StringIO(text)))


with open(sys.argv[2], "rb") as file:
    posted = json.loads(call("/events?unit=s&backfill=true&ack=applied", file.read(), Content_Type="text/csv"))
print(f"stored {posted['accepted']}, duplicates {posted['duplicates']}, rejected {posted['rejected']}")

fit = ask("/diagnostics")
print(f"fit {fit['verdict']['fit']}, branching ratio {fit['branchingRatio']:.3f}")

for link in table("/links", horizon="1h", top=3):
    print(f"{link['source']} pays {link['target']} within an hour: probability {float(link['probability']):.3f}")

first = table("/links", horizon="1h", top=1)[0]
now = ask("/intensity", source=first["source"], target=first["target"])
print(f"now {now['perSecond']['mean'] * 3600:.3f} an hour, of it "
      + ", ".join(f"{cause['cause']} {cause['perSecond']['mean'] * 3600:.3f}" for cause in now["causes"]))

for actor in table("/influence", top=3):
    print(f"{actor['actor']} set off {float(actor['directOffspring']):.1f} payments of others directly")

for cluster in ask("/clusters")["clusters"]:
    print(f"cluster {cluster['cluster']}: {cluster['size']} accounts, {cluster['sent']} sent")
