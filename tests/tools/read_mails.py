"""Reads many mails with Python's own parser, strictly; prints what it found, one JSON line a mail.

    python3 read_mails.py < MAILS       each mail after its length in octets, in ten digits
"""
import email
import email.policy
import json
import sys

while head := sys.stdin.buffer.read(10):
    octets = sys.stdin.buffer.read(int(head))
    message = email.message_from_bytes(octets, policy=email.policy.SMTP)
    parts = [part for part in message.walk() if not part.is_multipart()]
    try: message["To"]
    except Exception:
        raw=email.message_from_bytes(octets, policy=email.policy.compat32); sys.stderr.write("RAW "+repr(raw["To"])+" FROM "+repr(raw["From"])+"\n")
    defects = [type(defect).__name__ for part in message.walk() for defect in part.defects]
    defects += [f"{name}: {d}" for name, value in message.items() for d in getattr(value, "defects", ())]
    to = message["To"].addresses
    found = {
        "subject": str(message["Subject"]),
        "to": [[one.display_name, one.addr_spec] for one in to],
        "headers": [name for name, _ in message.items()],
        "texts": [part.get_payload(decode=True).decode("utf-8") for part in parts],
        "all": "\n".join(str(value) for value in message.values()),
        "defects": defects,
    }
    print(json.dumps(found))
