"""The plans as others read them: cfn-lint, Terraform's parser and the resources' own schemas, boto3, the AWS CLI."""

import json
import re
import subprocess
import sys
from pathlib import Path

import cfnlint
import hcl2

from place import ROLE
from stub import personalize

BASE = ("--location", "s3://films/one", "--role-arn", ROLE, "--name", "films")
# Choices that every language can say.
CHOICES = [
    (),
    ("--event-tracker", "--filter", 'seen=EXCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ("watch")'),
    ("--recipe", "aws-user-personalization", "--exploration-weight", "0.2", "--exploration-age", "20", "--hpo"),
    ("--recipe", "aws-user-personalization", "--hyperparameter", "hidden_dimension=64", "--event-type", "watch"),
    ("--event-weight", "watch=1", "--event-weight", "click=0.3,0.5", "--auto-training", "7"),
    ("--metric", "watched=watch:COUNT()", "--tps", "0", "--kms-key", "arn:aws:kms:eu-west-1:123456789012:key/1"),
    ("--recipe", "aws-popularity-count", "--split"),
    ("--recipe", "aws-similar-items"),
]
# What templates cannot say.
MORE = [
    ("--exclude-column", "items.YEAR", "--incremental"),
    ("--include-column", "items.GENRES", "--split", "--tps", "2"),
    ("--recipe", "aws-vod-top-picks", "--exploration-weight", "0.3"),
]


def words(name):
    """A property's name as the provider `awscc` writes it."""
    parts = re.findall(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z0-9]+|[A-Z]+", name)
    return "_".join(part.lower() for part in parts)


def schemas():
    """The schemas of the resources, as CloudFormation publishes them."""
    data = Path(cfnlint.__file__).parent / "data" / "schemas"
    names = json.loads((data / "providers" / "us-east-1.json").read_text())
    kinds = {kind: name for kind, name in names.items() if kind.startswith("AWS::Personalize::")}
    read = {kind: json.loads((data / "resources" / f"{name}.json").read_text()) for kind, name in kinds.items()}
    return {"awscc_personalize_" + words(kind.rsplit("::", 1)[1]): schema for kind, schema in read.items()}


def expect_members(schema, whole, value, path):
    """Every member of a block must be one of its schema, and every required one be there."""
    schema = resolved(schema, whole)
    if isinstance(value, dict) and "properties" in schema:
        known = {words(name): inner for name, inner in schema["properties"].items()}
        for name, inner in value.items():
            if name in ("depends_on", "count", "__is_block__"):
                continue
            assert name in known, f"{path}.{name}"
            expect_members(known[name], whole, inner, f"{path}.{name}")
        for name in schema.get("required", []):
            assert words(name) in value, f"{path}: no {name}"
    elif isinstance(value, list) and "items" in schema:
        for inner in value:
            expect_members(schema["items"], whole, inner, path)


def resolved(schema, whole):
    """A schema without its reference."""
    while "$ref" in schema:
        schema = whole["definitions"][schema["$ref"].rsplit("/", 1)[1]]
    return schema


def templates(place):
    """cfn-lint finds nothing, and Terraform's blocks have the members of their resources."""
    known = schemas()
    for at, choice in enumerate(CHOICES):
        name = f"plan{at}.json"
        place.run("personalize", "plan", *BASE, *choice, "--to", "cloudformation", "--output", name)
        found = subprocess.run(
            [str(Path(sys.executable).with_name("cfn-lint")), name], cwd=place.folder, capture_output=True, text=True,
            check=False,
        )
        assert found.returncode == 0, f"{choice}\n{found.stdout}"
        name = f"plan{at}.tf"
        place.run("personalize", "plan", *BASE, *choice, "--to", "terraform", "--output", name)
        with (place.folder / name).open() as file:
            read = hcl2.load(file)
        n = 0
        for block in read["resource"]:
            for kind, named in block.items():
                kind = kind.strip('"')
                for label, value in named.items():
                    expect_members(known[kind], known[kind], value, f"{kind}.{label}")
                    n += 1
        assert n >= 6, (choice, n)


def requests(place):
    """Every request of `apply`, and of both scripts, is one that the service's model allows."""
    for at, choice in enumerate(CHOICES + MORE):
        run = place.folder / f"run{at}"
        subprocess.run(["cp", "-r", str(place.folder / "rehearsal-run"), str(run)], check=True)
        if "aws-vod-top-picks" in choice:
            vod(run)
        with personalize() as (url, stub):
            reach = ("--endpoint-url", url)
            wait = ("--pause", "0.01", "--yes")
            place.run("personalize", "apply", run.name, *BASE, *choice, *wait, *reach)
            made = [call for call in stub.calls if call.startswith("Create")]
            assert len(made) >= 6 and not stub.faults, (choice, made, stub.faults)
            place.run("personalize", "status", "--run", run.name, *reach)
            if "CreateCampaign" in made or "CreateRecommender" in made:
                place.run("personalize", "recommend", "--run", run.name, "--user", "1", *reach)
            if "CreateSolutionVersion" in made:
                place.run("personalize", "metrics", "--run", run.name, *reach)
            place.run("personalize", "delete", "--run", run.name, *wait, *reach)
            left = [arn for arn in stub.resources if not re.search("job|solution/", arn)]
            assert not left and not stub.faults, (left, stub.faults)
        scripts(place, run.name, choice, made)


def scripts(place, run, choice, made):
    """The scripts make the same calls."""
    for to, program in (("boto3", sys.executable), ("cli", "sh")):
        script = f"{run}.{to}"
        place.run("personalize", "plan", run, *BASE, *choice, "--to", to, "--output", script)
        with personalize() as (url, stub):
            done = subprocess.run(
                [program, script], cwd=place.folder, env=place.env | {"AWS_ENDPOINT_URL": url}, capture_output=True,
                text=True, check=False,
            )
            assert done.returncode == 0, f"{to} {choice}\n{done.stdout}{done.stderr}"
            again = [call for call in stub.calls if call.startswith("Create")]
            assert again == made and not stub.faults, (to, choice, again, stub.faults)
        # The AWS CLI takes a second for a call: the richest plan is enough.
        if choice != CHOICES[4]:
            return


def vod(run):
    """Makes the folder one of the domain VIDEO_ON_DEMAND: its event types, and items with a time of creation."""
    path = run / "interactions.csv"
    text = path.read_text().replace(",watch,", ",Watch,").replace(",click,", ",Click,")
    path.write_text(text)
    rows = (run / "items.csv").read_text().splitlines()
    ids = [row.split(",")[0].strip('"') for row in rows[1:]]
    (run / "items.csv").write_text(
        "ITEM_ID,GENRES,CREATION_TIMESTAMP\n" + "".join(f"{one},Drama,1500000000\n" for one in ids)
    )
    fields = [
        {"name": "ITEM_ID", "type": "string"},
        {"name": "GENRES", "type": "string", "categorical": True},
        {"name": "CREATION_TIMESTAMP", "type": "long"},
    ]
    schema = {
        "type": "record", "name": "Items", "namespace": "com.amazonaws.personalize.schema", "fields": fields,
        "version": "1.0",
    }
    (run / "items.avsc").write_text(json.dumps(schema))
