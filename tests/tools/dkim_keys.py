"""Makes keys for the tests of signatures: python3 dkim_keys.py FOLDER"""
import sys
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption, Encoding, NoEncryption, PrivateFormat)

folder = Path(sys.argv[1])


def write(name, key, form, encryption=NoEncryption()):
    (folder / name).write_bytes(key.private_bytes(Encoding.PEM, form, encryption))


long, short = (rsa.generate_private_key(public_exponent=65537, key_size=bits) for bits in (2048, 1024))
write("rsa-pkcs1.pem", long, PrivateFormat.TraditionalOpenSSL)
write("rsa-pkcs8.pem", long, PrivateFormat.PKCS8)
write("rsa-short.pem", short, PrivateFormat.PKCS8)
write("rsa-encrypted.pem", long, PrivateFormat.PKCS8, BestAvailableEncryption(b"secret"))
write("ed25519.pem", ed25519.Ed25519PrivateKey.generate(), PrivateFormat.PKCS8)
write("ec.pem", ec.generate_private_key(ec.SECP256R1()), PrivateFormat.PKCS8)
