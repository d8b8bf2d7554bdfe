"""Runs `rehearsal` from a notebook, and shows what it says and what it draws."""

import base64
import io
import shlex
import subprocess

import matplotlib.pyplot as plt
from IPython.display import Markdown, display
from PIL import Image

WIDTH = 640  # pixels
COLOURS = 64


def program(run):
    """A function that runs one command of `rehearsal` on the folder `run` and shows what it says.

    Lines on the progress of long work are left out, so that a slow machine shows the same.
    """

    def command(*words, after="", lines=None, exit_code=0):
        line = ["rehearsal", *map(str, words), "--run", str(run)]
        print("$", shlex.join(line))
        done = subprocess.run([*line, "--no-progress"], capture_output=True, encoding="utf-8")
        print(part(done.stdout + done.stderr, after, lines), end="\n\n")
        assert done.returncode == exit_code, f"exit code {done.returncode}"

    return command


def part(text, after="", lines=None):
    """The text from the first line that has `after` in it, at most so many lines; "…" is what is left out."""
    rows = text.rstrip().split("\n")
    begin = next((at for at, row in enumerate(rows) if after in row), 0)
    end = len(rows) if lines is None else min(begin + lines, len(rows))
    return "\n".join(["…"] * (begin > 0) + rows[begin:end] + ["…"] * (end < len(rows)))


def chart(path, what):
    """Shows a chart that `rehearsal` wrote."""
    with Image.open(path) as image:
        show(image, what)


def charts(folder, whats):
    """Shows those charts of a report that are there: it draws a chart if there is data for it."""
    for name, what in whats.items():
        path = folder / f"{name}.png"
        if path.exists():
            chart(path, what)


def figure(drawn, what):
    """Shows a figure of matplotlib."""
    written = io.BytesIO()
    drawn.savefig(written, dpi=2 * drawn.dpi, bbox_inches="tight")
    plt.close(drawn)
    with Image.open(written) as image:
        show(image, what)


def show(image, what):
    """Shows a picture; where none can be shown, the words `what` stand for it."""
    png = base64.b64encode(small_png(image)).decode()
    display({"image/png": png, "text/plain": f"[{what}]"}, raw=True)


def small_png(image):
    """The bytes of a picture that is narrow and has few colours, so that the notebook stays small."""
    height = round(image.height * WIDTH / image.width)
    narrow = image.convert("RGB").resize((WIDTH, height), Image.Resampling.LANCZOS)
    written = io.BytesIO()
    narrow.quantize(COLOURS, kmeans=4, dither=Image.Dither.NONE).save(written, "png", optimize=True)
    return written.getvalue()


def first_screen(run, title):
    """Makes the report and shows the top of it: the decision, its picture, how sure, the cost, what next."""
    # Between two dollar signs a notebook expects a formula.
    heading, decision, reasons, *_ = report(run, title).replace("$", "\\$").split("\n\n")
    display(Markdown(f"##{heading}\n\n{decision}"))
    chart(f"{run}/charts/decision.png", "the score of each model with its 95 % interval")
    display(Markdown(reasons))


def report(run, title):
    """Makes the report; its decision and its tables as Markdown."""
    line = ["rehearsal", "report", "--title", title, "--markdown", "-", "--run", str(run)]
    print("$", shlex.join(line))
    done = subprocess.run(line, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    return done.stdout
