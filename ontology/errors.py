"""The error that every room reports in one line."""


class ReportedError(Exception):
    """Something that a person can mend. Its text names the thing, the place and the way out, in one line.

    The command line prints the text and exits with 1; the server answers with it. Neither shows a traceback.
    """
