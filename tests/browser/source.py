"""The page's text: its size, its policy, and that nothing in it loads from elsewhere."""

import re
from html.parser import HTMLParser

from found import Found
from pages import Site

LARGEST = 2 * 1024 * 1024
LOADING_TAGS = {
    "img", "script", "link", "iframe", "frame", "object", "embed", "use", "image", "feimage", "source", "video",
    "audio", "track", "base", "input", "form",
}  # fmt: skip
LOADING_ATTRIBUTES = {"src", "href", "xlink:href", "srcset", "data", "poster", "background", "action"}
REMOTE = re.compile(r"(?:https?:)?//", re.IGNORECASE)
REMOTE_STYLE = re.compile(r"(?:@import\s+|url\(\s*)[\"']?(?:https?:)?//[^\s\"')]*", re.IGNORECASE)


class Source(HTMLParser):
    """Gathers the policy and the addresses that load something."""

    def __init__(self):
        super().__init__()
        self.policy = ""
        self.remote: list[str] = []

    def handle_starttag(self, tag, attrs):
        values = {name: value or "" for name, value in attrs}
        if tag == "meta" and values.get("http-equiv", "").lower() == "content-security-policy":
            self.policy = values.get("content", "")
        if tag in LOADING_TAGS:
            self.remote += [
                f'<{tag} {name}="{value}"> loads from elsewhere'
                for name, value in values.items()
                if name in LOADING_ATTRIBUTES and REMOTE.match(value.strip())
            ]


def check_file(site: Site) -> Found:
    """The file is small, has its policy, and loads nothing from elsewhere. Plain links may lead anywhere."""
    content = site.file.read_bytes()
    source = Source()
    source.feed(content.decode())
    faults = source.remote + [f"style: {found}" for found in REMOTE_STYLE.findall(content.decode())]
    if len(content) > LARGEST:
        faults.append(f"the file has {len(content):,} bytes; {LARGEST:,} are allowed")
    return Found(faults + policy_faults(source.policy), f"{len(content) // 1024} KiB")


def policy_faults(policy: str) -> list[str]:
    """The policy forbids all but the page's own script, which it names by its hash."""
    if not policy:
        return ["there is no Content-Security-Policy"]
    faults = []
    if "default-src 'none'" not in policy:
        faults.append("the policy lacks default-src 'none'")
    scripts = re.search(r"script-src ([^;]*)", policy)
    if scripts and not re.fullmatch(r"\s*('none'|('sha(256|384|512)-[\w+/=]+'\s*)+)", scripts[1]):
        faults.append(f"the policy allows scripts by more than their hash: {scripts[1]}")
    return faults
