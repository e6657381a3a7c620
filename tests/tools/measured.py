"""Runs a program and writes down what it used: seconds of processors, seconds on the clock, megabytes at most.

usage: measured.py FILE SECONDS PROGRAM ARGUMENT...

Its children count too. After SECONDS on the clock it is ended, and all that it started.
"""

import os
import signal
import subprocess
import sys
import time

out, seconds, *command = sys.argv[1:]
began = time.monotonic()
child = subprocess.Popen(command, stdin=subprocess.DEVNULL, start_new_session=True)
signal.signal(signal.SIGALRM, lambda *_: os.killpg(child.pid, signal.SIGKILL))
signal.alarm(int(seconds))
_, status, used = os.wait4(child.pid, 0)
signal.alarm(0)
took = time.monotonic() - began
with open(out, "w", encoding="ascii") as file:
    file.write(f"{used.ru_utime + used.ru_stime:.3f} {took:.3f} {used.ru_maxrss / 1024:.1f}\n")
code = os.waitstatus_to_exitcode(status)
sys.exit(code if code >= 0 else 128 - code)
