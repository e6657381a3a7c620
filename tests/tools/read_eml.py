"""Reads a mail with Python's own parser; prints what it found as JSON.

    python3 read_eml.py FILE
"""
import email
import email.policy
import json
import sys

message = email.message_from_binary_file(open(sys.argv[1], "rb"), policy=email.policy.default)


def part(found):
    result = {
        "type": found.get_content_type(),
        "parameters": {key: value for key, value in found["Content-Type"].params.items() if key != "boundary"},
        "disposition": found.get_content_disposition(),
        "defects": [type(defect).__name__ for defect in found.defects],
    }
    if found.is_multipart():
        result["parts"] = [part(child) for child in found.iter_parts()]
    else:
        result["text"] = found.get_payload(decode=True).decode("utf-8")
        result["encoding"] = str(found["Content-Transfer-Encoding"])
    return result


headers = [[name, str(value)] for name, value in message.items() if name != "Content-Type"]
defects = [f"{name}: {d}" for name, value in message.items() for d in getattr(value, "defects", ())]
json.dump({"headers": headers, "defects": defects, "body": part(message)}, sys.stdout, ensure_ascii=False)
