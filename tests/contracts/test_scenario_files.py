"""Scenario files: what is no file, no text or too long is refused; extends is followed."""

import os
import re

import pytest

from sim.errors import InputError
from sim.scenario import Scenario

HEAD = 'id: {id}\ntitle: {{vi: "Một", en: One}}\n'


def write(folder, name: str, more: str = ""):
    path = folder / f"{name}.yaml"
    path.write_text(HEAD.format(id=name) + more, encoding="utf-8")
    return path


def refused(path) -> InputError:
    with pytest.raises(InputError) as caught:
        Scenario.load(path)
    return caught.value


@pytest.mark.parametrize(
    "content, line, column, part",
    [
        (b"id: x\n\x00\x01", None, None, "binary"),
        (b"id: x\ntitle: \xff\n", 2, 8, "0xff, which is not UTF-8"),
        ("id: x\ntitle: Một\n".encode("cp1258", "replace") + b"\xea", 3, 1, "not UTF-8"),
        ("id: x".encode("utf-16"), None, None, "binary"),
        (b"# " + b"x" * 300_000, None, None, "256 KiB"),
        (b"", 1, None, "an empty file"),
        (b"\x89PNG\r\n\x1a\n", 1, 1, "0x89"),
    ],
)
def test_what_is_no_short_text_in_utf8_is_refused(tmp_path, content, line, column, part):
    path = tmp_path / "s.yaml"
    path.write_bytes(content)
    error = refused(path)
    assert error.file and part in str(error)
    assert (error.line, error.column) == (line, column)


def test_a_byte_order_mark_and_windows_line_ends_are_read(tmp_path):
    path = tmp_path / "s.yaml"
    text = HEAD.format(id="s") + "seed: 5\n"
    path.write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    scenario = Scenario.load(path)
    assert scenario.seed == 5 and scenario.origin("seed")[1] == 3


@pytest.mark.parametrize("name", ["basline", "no/such.yaml", "x\0y", "", "a" * 5000, "."])
def test_a_name_without_a_file_is_answered_with_the_shipped_ones(name):
    error = refused(name)
    assert "baseline" in str(error)
    assert error.nearest == ("baseline" if name == "basline" else None)


@pytest.mark.skipif(not os.path.exists("/dev/zero"), reason="needs an endless device")
def test_an_endless_device_is_not_read():
    assert refused("/dev/zero")


def test_extends_merges_mappings_and_appends_lists(tmp_path):
    policy = "\n  - {lever: %s, start: 2025-01, intensity: 0.5}\n"
    write(tmp_path, "a", "extends: baseline\npopulation: {scale: 10}\npolicies:" + policy % "trust")
    child = "extends: a.yaml\npopulation: {adults: 70000000}\npolicies:" + policy % "identity"
    scenario = Scenario.load(write(tmp_path, "b", child))
    assert (scenario.population.scale, scenario.population.adults) == (10, 70_000_000)
    assert [policy.lever for policy in scenario.policies] == ["trust", "identity"]
    assert scenario.parent.id == "a" and scenario.parent.parent.id == "baseline"
    assert scenario.about is None, "words about the parent are not inherited"


def test_a_common_ancestor_counts_once_and_does_not_override(tmp_path):
    policy = "policies:\n  - {lever: trust, start: 2025-01, intensity: 0.5}\n"
    write(tmp_path, "root", "seed: 1\n" + policy)
    write(tmp_path, "a", "extends: root.yaml\nseed: 7\n")
    write(tmp_path, "b", "extends: root.yaml\n" + policy.replace("trust", "identity"))
    scenario = Scenario.load(write(tmp_path, "both", "extends: [a.yaml, b.yaml]\n"))
    assert [policy.lever for policy in scenario.policies] == ["trust", "identity"]
    assert scenario.seed == 7
    assert scenario.parent.id == "root"


def test_a_circle_is_refused_with_its_chain(tmp_path):
    first = write(tmp_path, "a", "extends: b.yaml\n")
    write(tmp_path, "b", "extends: c.yaml\n")
    write(tmp_path, "c", "extends: a.yaml\n")
    error = refused(first)
    assert "circle" in str(error) and error.line == 3
    chain = re.findall(r"(\w)\.yaml", str(error).split("(")[1])
    assert chain == ["a", "b", "c", "a"]
    assert error.file.endswith("c.yaml")


def test_a_missing_parent_is_refused_with_its_chain(tmp_path):
    write(tmp_path, "b", "extends: gone.yaml\n")
    error = refused(write(tmp_path, "a", "extends: b.yaml\n"))
    assert error.file.endswith("b.yaml") and error.line == 3
    assert "b.yaml extends gone.yaml" in str(error)


def test_a_chain_without_end_is_refused(tmp_path):
    for index in range(15):
        write(tmp_path, f"s{index}", f"extends: s{index + 1}.yaml\n")
    assert "too long a chain" in str(refused(tmp_path / "s0.yaml"))


def test_a_mistake_in_a_parent_is_reported_there(tmp_path):
    write(tmp_path, "a", "seed: many\n")
    error = refused(write(tmp_path, "b", "extends: a.yaml\nseed: 1\n"))
    assert error.file.endswith("a.yaml") and error.line == 3


@pytest.mark.parametrize("name", ["[]", "~x", "{}", '""', '"\\0"', "../", "a/b", "[[a]]", "3"])
def test_extends_that_names_nothing_is_refused(tmp_path, name):
    path = write(tmp_path, "a", f"extends: {name}\n")
    if name == "[]":
        assert Scenario.load(path).parent is None
    else:
        assert refused(path).line == 3
