"""``dvctt scenario schema``: the JSON Schema by which editors check scenario files."""


def schema() -> None:
    """\b
    Examples:
      dvctt scenario schema > scenario.schema.json

    Print the JSON Schema of scenario files, by which editors complete and check them.
    """
    from sim.cli.output import say
    from sim.scenario.schema import text

    say(text().rstrip("\n"))
