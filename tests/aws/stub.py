"""Personalize on loopback: every request is held against the service's own model, and answered by its shapes."""

import json
import re
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import botocore.session
from botocore.validate import ParamValidator

ACCOUNT = "arn:aws:personalize:eu-west-1:123456789012"


class Personalize:
    """Resources by ARN, each active at once."""

    def __init__(self):
        session = botocore.session.get_session()
        self.model = session.get_service_model("personalize")
        self.runtime = session.get_service_model("personalize-runtime")
        self.resources = {}
        self.calls = []
        self.faults = []

    def check(self, shape, value, path):
        """The faults of a value by the model: members, types, lengths, patterns and enums."""
        if path == "":
            report = ParamValidator().validate(value, shape)
            if report.has_errors():
                yield report.generate_report()
        if shape.type_name == "structure":
            for name, inner in value.items():
                if name not in shape.members:
                    yield f"{path}.{name}: no such member"
                else:
                    yield from self.check(shape.members[name], inner, f"{path}.{name}")
        elif shape.type_name == "list":
            for at, inner in enumerate(value):
                yield from self.check(shape.member, inner, f"{path}[{at}]")
            if len(value) > shape.metadata.get("max", len(value)):
                yield f"{path}: more than {shape.metadata['max']}"
        elif shape.type_name == "map":
            for key, inner in value.items():
                yield from self.check(shape.key, key, f"{path}{{}}")
                yield from self.check(shape.value, inner, f"{path}.{key}")
        elif shape.type_name == "string":
            pattern = shape.metadata.get("pattern")
            if pattern and not re.match(pattern, value):
                yield f"{path}: `{value}` does not match {pattern}"
            if shape.enum and value not in shape.enum:
                yield f"{path}: `{value}` is none of {shape.enum}"
            if len(value) > shape.metadata.get("max", len(value)):
                yield f"{path}: longer than {shape.metadata['max']}"

    def answer(self, name, body):
        """The answer to a call."""
        operation = self.model.operation_model(name)
        self.calls.append(name)
        self.faults += [f"{name}{fault}" for fault in self.check(operation.input_shape, body, "")]
        if name.startswith("Create"):
            return self.create(name[len("Create") :], body)
        if name.startswith("Describe"):
            member = small(name[len("Describe") :])
            arn = body[f"{member}Arn"]
            if arn not in self.resources:
                return None
            return {member: {"status": "ACTIVE", f"{member}Arn": arn}}
        if name.startswith("Delete"):
            arn = body[f"{small(name[len('Delete') :])}Arn"]
            return {} if self.resources.pop(arn, None) else None
        if name.startswith("List"):
            return {}
        if name == "GetSolutionMetrics":
            return {"solutionVersionArn": body["solutionVersionArn"], "metrics": {"coverage": 0.27}}
        raise AssertionError(f"{name} is not known")

    def create(self, kind, body):
        name = body.get("name") or body.get("jobName")
        path = re.sub(r"(?<!^)(?=[A-Z])", "-", kind).lower() + f"/{name}"
        if kind == "Dataset":
            path = f"dataset/{body['datasetGroupArn'].rsplit('/', 1)[1]}/{body['datasetType'].upper()}"
        if kind == "SolutionVersion":
            path = f"solution/{body['solutionArn'].rsplit('/', 1)[1]}/1a2b"
        self.resources[f"{ACCOUNT}:{path}"] = body
        return {f"{small(kind)}Arn": f"{ACCOUNT}:{path}"}


def small(name):
    """A name with a small first letter."""
    return name[0].lower() + name[1:]


@contextmanager
def personalize():
    """The stub and its address."""
    stub = Personalize()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = json.loads(self.rfile.read(int(self.headers.get("Content-Length", 0))) or b"{}")
            if self.path == "/recommendations":
                shape = stub.runtime.operation_model("GetRecommendations").input_shape
                stub.faults += [f"GetRecommendations{fault}" for fault in stub.check(shape, body, "")]
                answer = {"itemList": [{"itemId": "1", "score": 0.5}], "recommendationId": "RID"}
            else:
                answer = stub.answer(self.headers["X-Amz-Target"].rsplit(".", 1)[1], body)
            status = 200 if answer is not None else 400
            answer = answer if answer is not None else {"__type": "ResourceNotFoundException", "message": "gone"}
            text = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/x-amz-json-1.1")
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", stub
    finally:
        server.shutdown()
