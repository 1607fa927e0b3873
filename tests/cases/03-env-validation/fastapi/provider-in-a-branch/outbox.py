import os

SENDER = os.environ["SENDER"]


def send(text):
    print(SENDER, text)
