"""Runs a program on a pseudo-terminal and answers its questions.

    terminal.py STEPS PROGRAM ARGUMENT…

STEPS is a JSON list of pairs: a text to wait for, and what to type then. Prints as JSON what stood on the terminal,
the exit status (128 + the number of a signal) and whether the terminal was left as it had been.
"""

import json
import os
import pty
import select
import signal
import sys
import termios
import time

LIMIT = 60


def main():
    steps = json.loads(sys.argv[1])
    child, terminal = pty.fork()
    if child == 0:
        # in the background of a shell Ctrl-C is ignored, and what is ignored is inherited
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        os.execv(sys.argv[2], sys.argv[2:])
    before = termios.tcgetattr(terminal)
    output, seen, deadline = b"", 0, time.time() + LIMIT
    while time.time() < deadline:
        ready, _, _ = select.select([terminal], [], [], 0.1)
        if ready:
            try:
                part = os.read(terminal, 65536)
            except OSError:
                break
            if not part:
                break
            output += part
        if steps and (at := output.find(steps[0][0].encode(), seen)) >= 0:
            seen = at + len(steps[0][0].encode())
            # the program switches the terminal to single keys only after it has asked
            time.sleep(0.05)
            os.write(terminal, steps.pop(0)[1].encode())
    else:
        os.kill(child, 9)
    after = termios.tcgetattr(terminal)
    _, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    told = {
        "output": output.decode(errors="replace"),
        "status": 128 - code if code < 0 else code,
        "terminal_as_before": after == before,
    }
    print(json.dumps(told))


main()
