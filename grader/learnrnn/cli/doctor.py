"""`learnrnn doctor`: which layers of the sandbox hold on this machine."""

from __future__ import annotations

import json

import click

from learnrnn.app.session import Session
from learnrnn.cli import options


@click.command()
@options.as_json
@options.common
def doctor(session: Session, as_json: bool) -> int:
    """Say which layers of the sandbox hold.

    Tries in a real worker what a submission must not be able to do.
    """
    from learnrnn.doctor import examine, is_safe
    from learnrnn.views import terminal

    layers = examine()
    if as_json:
        found = [{"name": x.name, "holds": x.holds, "detail": x.detail} for x in layers]
        click.echo(json.dumps({"schema": "learnrnn/doctor/1", "layers": found}, ensure_ascii=False, indent=2))
    else:
        terminal.show_layers(layers, session.lang, safe=is_safe(layers))
    return 0 if is_safe(layers) else 1
