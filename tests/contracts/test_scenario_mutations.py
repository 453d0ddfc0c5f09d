"""Whatever is in a file, reading it gives a valid scenario or an InputError, nothing else."""

from hypothesis import given, settings
from hypothesis import strategies as st

from sim import shipped
from sim.errors import InputError
from sim.scenario import differences, explain, list_scenarios, new_scenario_text, parse
from sim.scenario.files import decode

FILE = shipped.scenarios() / "mutated.yaml"
TEXTS = [listed.file.read_text(encoding="utf-8") for listed in list_scenarios()]
TEXTS.append(new_scenario_text("fresh"))
NASTY = """
0,8 80% 1_000 1:30 2025-12-01 2024-13 no ~ null .nan .inf -1 1e999 0x1F 0o17 +1. -.5 １ ² [] {} [[ ]
*a &a <<: !foo !!python/object:os.system ' " > | %YAML --- ... # : ? - é \x07 ../x.yaml /dev/zero
mutated.yaml [all-together,baseline] {a:{a:{a:1}}} "\\ud800" "\\UFFFFFFFF" "\\0"
""".split()  # noqa: SIM905 - the words read better so
NASTY += ["&a [*a]", "<<: *a", "- - -", "Ha Noi", "\t", ": ", "\x85", "\u2028", "\ufeff"]
NASTY += ["9" * 5000, "a" * 3000, "[" * 50]

place = st.floats(0, 1, exclude_max=True)
mutation = st.one_of(
    st.tuples(st.just("flip"), place, st.integers(0, 7)),
    st.tuples(st.just("delete"), place, st.none()),
    st.tuples(st.sampled_from(["duplicate", "swap"]), place, place),
    st.tuples(st.just("indent"), place, st.integers(0, 8)),
    st.tuples(st.sampled_from(["value", "insert"]), place, st.sampled_from(NASTY)),
    st.tuples(st.just("cut"), place, st.integers(1, 20)),
)


def mutated(content: bytes, kind: str, at: float, what) -> bytes:
    if kind in ("flip", "cut"):
        position = int(at * len(content))
        if kind == "cut":
            return content[:position] + content[position + what :]
        flipped = bytes(byte ^ 1 << what for byte in content[position : position + 1])
        return content[:position] + flipped + content[position + 1 :]
    if kind == "insert":
        position = int(at * len(content))
        return content[:position] + what.encode() + content[position:]
    lines = content.split(b"\n")
    index = int(at * len(lines))
    if kind == "delete":
        del lines[index]
    elif kind == "duplicate":
        lines.insert(int(what * len(lines)), lines[index])
    elif kind == "swap":
        other = int(what * len(lines))
        lines[index], lines[other] = lines[other], lines[index]
    elif kind == "indent":
        lines[index] = b" " * what + lines[index].lstrip()
    else:
        lines[index] = lines[index].split(b":")[0] + b": " + what.encode()
    return b"\n".join(lines)


@settings(max_examples=2000, deadline=None, derandomize=True, database=None)
@given(st.sampled_from(TEXTS), st.lists(mutation, min_size=1, max_size=4))
def test_a_damaged_file_is_read_or_refused_with_its_place(text, mutations):
    content = text.encode()
    for kind, at, what in mutations:
        content = mutated(content, kind, at, what)
    try:
        scenario = parse(decode(content, "mutated.yaml"), FILE)
    except InputError as error:
        assert str(error).encode() and (error.file or error.line is None)
        return
    written = scenario.to_yaml()
    again = parse(written)
    assert again == scenario and again.to_yaml() == written
    assert len(explain(scenario)) >= len(differences(scenario))


letters = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=40)


@settings(max_examples=100, deadline=None, derandomize=True, database=None)
@given(letters.filter(lambda text: text.strip()), st.floats(0, 1), st.integers(0, 2**32 - 1))
def test_any_text_and_number_survives_writing(title, intensity, seed):
    scenario = parse(new_scenario_text("fresh"))
    content = scenario.content() | {"title": {"vi": title, "en": "no"}, "seed": seed}
    content["policies"][0]["intensity"] = intensity
    changed = type(scenario).model_validate(content)
    again = parse(changed.to_yaml())
    assert again == changed and again.to_yaml() == changed.to_yaml()
    assert again.policies[0].intensity == intensity and again.seed == seed


def test_canonical_text_is_stable_and_complete():
    for text in TEXTS:
        scenario = parse(text, FILE)
        written = scenario.to_yaml()
        again = parse(written)
        assert again == scenario and again.to_yaml() == written
        assert "extends" not in written
