"""A folder with prepared data, and the program in it."""

import os
import subprocess
import tempfile
from pathlib import Path

ROLE = "arn:aws:iam::123456789012:role/PersonalizeRole"
SECRET = "planted/secret/of/the/environment+00"
REGION = "eu-west-1"


class Place:
    """A folder of its own; `run` runs the program in it."""

    def __init__(self, program):
        self.program = str(Path(program).resolve())
        self.kept = tempfile.TemporaryDirectory()
        self.folder = Path(self.kept.name)
        self.env = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
        self.env |= {
            "AWS_ACCESS_KEY_ID": "AKIAPLANTEDPLANTED00",
            "AWS_SECRET_ACCESS_KEY": SECRET,
            "AWS_SESSION_TOKEN": "planted-session-token",
            "AWS_DEFAULT_REGION": REGION,
            "AWS_REGION": REGION,
            "HOME": str(self.folder),
        }

    def prepare(self):
        """Generated ratings, prepared and cut."""
        self.run("data", "generate", "--output", "raw", "--users", "200", "--items", "300", "--ratings", "6000")
        self.run("prep", "all", "--input", "raw", "--watched-threshold", "3")
        self.run("split", "--view", "clean", "--test-share", "0.5")

    def run(self, *args, code=0, **env):
        """The output of the program, which must end with `code` and show nothing secret."""
        done = subprocess.run(
            [self.program, *args], cwd=self.folder, env=self.env | env, capture_output=True, text=True, check=False
        )
        said = done.stdout + done.stderr
        assert done.returncode == code, f"{args}: {done.returncode}\n{said}"
        for secret in (SECRET, "planted-session-token", "AKIAPLANTED", "X-Amz-Signature"):
            assert secret not in said, f"{args} shows {secret}"
        return said
