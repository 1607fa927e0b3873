from core.errors import report_errors


def prepare():
    report_errors()
