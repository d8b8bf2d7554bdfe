"""Uploads, grants and inputs against moto, which knows policies, regions and unfinished uploads."""

import base64
import hashlib
import json
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager

import boto3

from place import REGION

LOGS = {
    "Sid": "Logs",
    "Effect": "Allow",
    "Principal": {"AWS": "arn:aws:iam::123456789012:root"},
    "Action": "s3:PutObject",
    "Resource": "arn:aws:s3:::films/logs/*",
}
TLS = {
    "Sid": "Tls",
    "Effect": "Deny",
    "Principal": "*",
    "Action": "s3:*",
    "Resource": "arn:aws:s3:::films/one/private/*",
    "Condition": {"Bool": {"aws:SecureTransport": "false"}},
}
VPC = {**TLS, "Sid": "Vpc", "Condition": {"StringNotEquals": {"aws:SourceVpce": "vpce-1"}}}
PUBLIC = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::films/*"}


@contextmanager
def moto():
    """A server of moto on a free port of loopback, with the bucket `films`."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}"
    try:
        for _ in range(200):
            try:
                urllib.request.urlopen(f"{url}/moto-api/data.json").close()
                break
            except OSError:
                time.sleep(0.1)
        client = boto3.client(
            "s3", endpoint_url=url, region_name=REGION, aws_access_key_id="a", aws_secret_access_key="b"
        )
        client.create_bucket(Bucket="films", CreateBucketConfiguration={"LocationConstraint": REGION})
        yield url, client
    finally:
        server.terminate()
        server.wait()


def policy(client):
    """The statements of the bucket's policy."""
    return json.loads(client.get_bucket_policy(Bucket="films")["Policy"])["Statement"]


def uploads_and_inputs(place, url, client):
    """Files arrive, are told from others, and read again."""
    place.run("upload", "s3://films/one", "--endpoint-url", url, "--split")
    for name in ("interactions.csv", "items.avsc", "split/import.csv", "interactions.manifest.json"):
        stored = client.get_object(Bucket="films", Key=f"one/{name}")["Body"].read()
        assert stored == (place.folder / "rehearsal-run" / name).read_bytes(), name
    again = place.run("upload", "s3://films/one", "--endpoint-url", url, "--resume")
    assert again.count(", there already") == 6, again
    disk = place.run("stats", "rehearsal-run/interactions.csv", "--format", "json")
    s3 = place.run("stats", "s3://films/one/interactions.csv", "--format", "json", AWS_ENDPOINT_URL_S3=url)
    assert s3.replace("s3://films/one/", "rehearsal-run/") == disk
    place.run("validate", "dataset", "s3://films/one", "--quiet", AWS_ENDPOINT_URL_S3=url)
    place.run("upload", "s3://nobody/one", "--endpoint-url", url, code=2)


def an_unfinished_upload_goes_on(place, url, client):
    """Beside what a killed process left the object becomes whole; moto tells no checksums of parts, so that all are sent."""
    rows = [f"{row % 5003},{row % 911},{1_500_000_000 + row}\n" for row in range(2_000_000)]
    data = ("USER_ID,ITEM_ID,TIMESTAMP\n" + "".join(rows)).encode()
    assert len(data) > 2 * (16 << 20)
    run = place.folder / "large"
    run.mkdir()
    (run / "interactions.csv").write_bytes(data)
    fields = [{"name": name, "type": "string"} for name in ("USER_ID", "ITEM_ID")]
    fields.append({"name": "TIMESTAMP", "type": "long"})
    schema = {
        "type": "record", "name": "Interactions", "namespace": "com.amazonaws.personalize.schema",
        "fields": fields, "version": "1.0",
    }
    (run / "interactions.avsc").write_text(json.dumps(schema))
    key = "two/interactions.csv"
    begun = client.create_multipart_upload(Bucket="films", Key=key, ChecksumAlgorithm="SHA256")
    part = data[: 16 << 20]
    checksum = base64.b64encode(hashlib.sha256(part).digest()).decode()
    client.upload_part(
        Bucket="films", Key=key, PartNumber=1, UploadId=begun["UploadId"], Body=part, ChecksumSHA256=checksum
    )
    place.run("upload", "large", "s3://films/two", "--endpoint-url", url, "--resume")
    assert client.get_object(Bucket="films", Key=key)["Body"].read() == data


def grants(place, url, client):
    """One statement more in five kinds of policy, and none in those that forbid it."""
    for before in ([], [LOGS], [LOGS, TLS], [TLS, VPC], [{**LOGS, "Sid": "PersonalizeS3BucketAccessPolicy"}]):
        if before:
            text = json.dumps({"Version": "2012-10-17", "Statement": before})
            client.put_bucket_policy(Bucket="films", Policy=text)
        else:
            client.delete_bucket_policy(Bucket="films")
        args = ("upload", "s3://films/one", "--endpoint-url", url, "--resume", "--grant")
        place.run(*args, code=2)
        said = place.run(*args, "--yes", "--account", "123456789012")
        assert ("statement `Vpc` of the bucket's policy may keep" in said) == (VPC in before), said
        after = policy(client)
        assert after[: len(before)] == before and len(after) == len(before) + 1, after
        assert after[-1]["Condition"] == {"StringEquals": {"aws:SourceAccount": "123456789012"}}
        place.run(*args)
        assert policy(client) == after, "granted twice"
    text = json.dumps({"Version": "2012-10-17", "Statement": [PUBLIC]})
    client.put_bucket_policy(Bucket="films", Policy=text)
    place.run(*args, "--yes", code=2)
    assert policy(client) == [PUBLIC]
    client.delete_bucket_policy(Bucket="films")
    refused = place.run(*args, "--yes", "--region", "us-east-1", code=2)
    assert "lies in eu-west-1, and Personalize is to work in us-east-1" in refused, refused


def memory(place):
    """2 GiB in parts take less than 200 MiB. The store is a server that forgets what it is sent, since moto keeps it."""
    from sink import sink

    run = place.folder / "huge"
    run.mkdir()
    line = b"0123456789,0123456789,1500000000\n"
    with (run / "interactions.csv").open("wb") as file:
        file.write(b"USER_ID,ITEM_ID,TIMESTAMP\n")
        block = line * 32_768
        while file.tell() < 2 << 30:
            file.write(block)
    (run / "interactions.avsc").write_text((place.folder / "large" / "interactions.avsc").read_text())
    with sink() as url:
        command = ["/usr/bin/time", "-f", "%M", place.program, "upload", "huge", "s3://films/huge"]
        command += ["--endpoint-url", url, "--ignore", "V", "--ignore", "Q", "--ignore", "A", "--ignore", "F", "--force"]
        done = subprocess.run(command, cwd=place.folder, env=place.env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    mebibytes = int(done.stderr.split()[-1]) / 1024
    print(f"2 GiB uploaded: {mebibytes:.0f} MiB at most")
    assert mebibytes < 200, mebibytes
