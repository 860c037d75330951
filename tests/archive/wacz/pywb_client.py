"""Run by pywb's own interpreter: replay addresses, one a line, and print what came as JSON.

Arguments: a folder with a config.yaml, and the name of a collection. A line on stdin is a
timestamp, a space and an address.
"""

import hashlib
import json
import os
import sys

from gevent import monkey

monkey.patch_all()

from pywb.apps.frontendapp import FrontEndApp  # noqa: E402
from werkzeug.test import Client  # noqa: E402

os.chdir(sys.argv[1])
client = Client(FrontEndApp(config_file="config.yaml"))
found = []
for line in sys.stdin:
    timestamp, url = line.split()
    answer = client.get(f"/{sys.argv[2]}/{timestamp}id_/{url}")
    digest = hashlib.sha256(answer.data).hexdigest()
    found.append([url, timestamp, answer.status_code, digest])
sys.stdout.write("REPLAYED " + json.dumps(found) + "\n")
