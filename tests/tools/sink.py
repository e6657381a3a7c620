"""A mail relay that keeps what it gets: prints its port, then one JSON line a message, until its input is closed.

    python3 sink.py
"""
import asyncio
import json
import sys

from aiosmtpd.controller import Controller


class Sink:
    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("refused"):
            return "550 5.1.1 no such mailbox"
        if address.startswith("later"):
            return "451 4.7.1 greylisted"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        line = {"from": envelope.mail_from, "to": envelope.rcpt_tos, "size": len(envelope.content)}
        print(json.dumps(line), flush=True)
        return "250 2.0.0 taken"


class AnyPort(Controller):
    def _trigger_server(self):
        # The controller would knock at port 0; the port is known only now.
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


sink = AnyPort(Sink(), hostname="127.0.0.1", port=0, enable_SMTPUTF8=True)
sink.start()
print(sink.port, flush=True)
sys.stdin.read()
sink.stop()
