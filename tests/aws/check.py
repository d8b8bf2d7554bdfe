"""Runs all checks, and says what each took."""

import sys
import time

import plans
import s3
from place import Place


def main():
    program, *options = sys.argv[1:]
    place = Place(program)
    place.prepare()
    with s3.moto() as (url, client):
        for check in (s3.uploads_and_inputs, s3.an_unfinished_upload_goes_on, s3.grants):
            timed(check, place, url, client)
    timed(plans.templates, place)
    timed(plans.requests, place)
    if "--large" in options:
        timed(s3.memory, place)


def timed(check, *args):
    begun = time.monotonic()
    check(*args)
    print(f"{time.monotonic() - begun:6.1f} s  {check.__name__}", flush=True)


main()
