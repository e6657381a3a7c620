"""Verifies DKIM signatures with dkimpy, without a network.

    python3 verify_dkim.py RECORDS.json MAIL...

RECORDS.json maps names of the DNS to TXT values. Prints a JSON list: for each mail a list, for each signature whether
it holds.
"""
import json
import sys
from pathlib import Path

import dkim

records = json.loads(Path(sys.argv[1]).read_text())


def lookup(name, timeout=5):
    record = records.get(name.decode().rstrip("."))
    return record and record.encode()


def holds(mail, index):
    try:
        return dkim.DKIM(mail, minkey=2048).verify(idx=index, dnsfunc=lookup)
    except dkim.DKIMException:
        return False


mails = [Path(name).read_bytes() for name in sys.argv[2:]]
print(json.dumps([[holds(mail, index) for index in range(mail.count(b"DKIM-Signature:"))] for mail in mails]))
