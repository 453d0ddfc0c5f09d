"""Scenarios as canonical YAML: one text for one content, byte by byte."""

import yaml

from sim.scenario.words import reads_as_text


class _Canonical(yaml.SafeDumper):
    """Writes without aliases, and quotes all text that could be read as something else."""

    def ignore_aliases(self, data) -> bool:
        return True


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = None if reads_as_text(text) else '"'
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Canonical.add_representer(str, _text)


def to_yaml(content: dict) -> str:
    """Return ``content`` as YAML in its own order of keys, unfolded, with all letters as such."""
    return yaml.dump(
        content,
        Dumper=_Canonical,
        sort_keys=False,
        allow_unicode=True,
        default_flow_style=False,
        width=float("inf"),
    )
