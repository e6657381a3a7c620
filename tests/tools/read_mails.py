"""Reads many mails with Python's own parser, strictly; prints what it found, one JSON line a mail.

    python3 read_mails.py < MAILS       each mail after its length in octets, in ten digits
"""
import email
import email.policy
import json
import sys
from email.header import decode_header, make_header
from email.utils import getaddresses


def read(octets):
    message = email.message_from_bytes(octets, policy=email.policy.SMTP)
    plain = email.message_from_bytes(octets, policy=email.policy.compat32)
    defects = [type(defect).__name__ for part in message.walk() for defect in part.defects]
    values, older = {}, []
    for name in message.keys():
        try:
            values[name] = message[name]
            defects += [f"{name}: {defect}" for defect in values[name].defects]
        except AttributeError:
            # The newer parser of Python 3.11 trips over names in encoded words that begin with a backslash.
            older.append(name)
            values[name] = str(make_header(decode_header(plain[name])))
    # It also leaves the space between two encoded words of a name, which RFC 2047 6.2 takes out; the older one does not.
    people = [(str(make_header(decode_header(name))), address) for name, address in getaddresses([plain["To"].replace("\r\n", "")])]
    return {
        "subject": str(values["Subject"]),
        "to": people,
        "texts": [part.get_payload(decode=True).decode("utf-8") for part in message.walk() if not part.is_multipart()],
        "all": "\n".join(str(value) for value in values.values()),
        "defects": defects,
        "older": older,
    }


while head := sys.stdin.buffer.read(10):
    print(json.dumps(read(sys.stdin.buffer.read(int(head)))))
