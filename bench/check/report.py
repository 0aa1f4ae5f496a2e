"""What a check has found: a row for each thing it looks at, printed as it comes and written into a document."""
import re, shutil, sys


class Report:
    """Rows of a table that has a mark of its own in docs/verification.md."""

    def __init__(self, mark):
        self.mark, self.rows, self.failed = mark, [], False

    def add(self, what, good, figures):
        self.rows.append(f"| {what} | {'yes' if good else '**no**'} | {figures} |")
        self.failed |= not good
        print(f"{'  ' if good else '! '}{what}: {figures}", flush=True)

    def table(self):
        return "\n".join(["| check | passed | figures |", "| --- | --- | --- |", *self.rows])

    def finish(self, file):
        """Prints the table, puts it between its marks in `file` if there is one, and ends the process: with 1 if a row failed."""
        print("\n" + self.table())
        if file:
            with open(file) as document:
                text = document.read()
            marks = rf"(<!-- {self.mark} -->\n).*?(\n<!-- /{self.mark} -->)"
            text = re.sub(marks, lambda match: match.group(1) + self.table() + match.group(2), text, flags=re.S)
            with open(file, "w") as document:
                document.write(text)
        sys.exit(1 if self.failed else 0)


def need(packages):
    """Ends the process if a command of `packages` is missing, each of which is named with the package it comes from."""
    missing = [package for command, package in packages.items() if not shutil.which(command)]
    if missing:
        sys.exit("missing: apt-get install " + " ".join(missing))
